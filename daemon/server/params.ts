import { isAbsolute } from 'node:path';
import type { AttemptName, Credentials, Requests } from '../protocol/requests.ts';
import { fields, flag, type Guard, integer, oneOf, refuse, text, texts } from './guards.ts';

const PLAN_CHARACTERS = 1_000_000;
const TEXT_CHARACTERS = 4_000_000;

const absolute: Guard<string> = (value, field) => {
  const path = text(4_096)(value, field);
  return isAbsolute(path) && !path.includes('\0') ? path : refuse(field, 'an absolute path');
};
const nothing: Guard<null> = (value, field) => (value == null ? null : refuse(field, 'absent'));
const credentials: Guard<Credentials> = fields({}, { geminiApiKey: text(), geminiBaseUrl: text() });
const attempt = { run: text(200), step: text(200), attempt: integer(1) };
const attemptName: Guard<AttemptName> = fields(attempt);
const protocol = fields({ min: integer(0), max: integer(0) });
const client = fields({ kind: oneOf('cli', 'editor', 'other'), name: text(200), pid: integer(0) });
const options = fields(
  { cwd: absolute },
  {
    model: text(),
    defaultModel: text(),
    target: text(),
    review: oneOf('auto', 'ask'),
    maxAttempts: integer(1),
    useCache: flag,
    step: text(200),
    results: absolute,
    incremental: flag,
    record: absolute,
    environment: texts,
  },
);

/** What the parameters of each request have to be. Nothing that came over the wire goes past this unchecked. */
export const PARAMS: { readonly [M in keyof Requests]: Guard<Requests[M][0]> } = {
  hello: fields({ protocol, build: text(), token: text(), client }, { credentials }),
  'daemon/status': nothing,
  'daemon/stop': fields({ force: flag }),
  'doctor/check': fields({ environment: texts }),
  'run/start': fields({ text: text(PLAN_CHARACTERS), options }, { file: absolute, credentials }),
  'run/cancel': fields({ run: text() }),
  'run/resume': fields({ run: text() }, { credentials }),
  'run/list': fields({ limit: integer(1) }),
  'run/get': fields({ run: text() }),
  'run/subscribe': fields({ after: integer(0) }, { run: text() }),
  'run/unsubscribe': fields({ subscription: integer(0) }),
  'review/answer': fields(
    { ...attempt, decision: oneOf('accept', 'edit', 'reject'), by: text() },
    { text: text(TEXT_CHARACTERS) },
  ),
  'text/read': fields({ digest: text() }),
  'log/read': fields({ ...attempt, from: integer(1), limit: integer(1) }),
  'log/follow': attemptName,
  'log/unfollow': attemptName,
  'model/ask': fields({ model: text(), prompt: text(TEXT_CHARACTERS), cwd: absolute }, { credentials }),
};

/** The parameters as they came: a client may send one value as it is, or as the only item of a list. */
export function checkParams<M extends keyof Requests>(method: M, params: unknown): Requests[M][0] {
  const value: unknown = Array.isArray(params) && params.length <= 1 ? params[0] : params;
  return PARAMS[method](value, method);
}

export function isMethod(method: string): method is keyof Requests {
  return Object.hasOwn(PARAMS, method);
}
