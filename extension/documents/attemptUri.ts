import { Uri } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';

/** What an attempt can show as a document. `proposed` is the model's text before repairs and edits. */
export type AttemptText = 'artifact' | 'proposed' | 'prompt' | 'reply' | 'cause';

/** Texts of attempts: `fractale:/<run>/<step>/<attempt>/<which>/<file name>`. */
export const TEXT_SCHEME = 'fractale';
/** Logs of attempts: `fractale-log:/<run>/<step>/<attempt>/<step> <attempt>.log`. */
export const LOG_SCHEME = 'fractale-log';

const TEXTS: readonly string[] = ['artifact', 'proposed', 'prompt', 'reply', 'cause'];

export function attemptTextUri({ run, step, attempt }: AttemptName, which: AttemptText, name: string): Uri {
  return Uri.from({ scheme: TEXT_SCHEME, path: `/${run}/${step}/${attempt}/${which}/${name}` });
}

export function attemptLogUri({ run, step, attempt }: AttemptName): Uri {
  return Uri.from({ scheme: LOG_SCHEME, path: `/${run}/${step}/${attempt}/${step} ${attempt}.log` });
}

/** The attempt that a document belongs to; undefined for any other document. */
export function attemptOfUri(uri: Uri): (AttemptName & { which: AttemptText | 'log' }) | undefined {
  const [, run, step, number, which] = uri.path.split('/');
  const attempt = Number(number);
  if (run === undefined || step === undefined || !Number.isInteger(attempt) || attempt < 1) return undefined;
  if (uri.scheme === LOG_SCHEME) return { run, step, attempt, which: 'log' };
  if (uri.scheme !== TEXT_SCHEME || !TEXTS.includes(which ?? '')) return undefined;
  return { run, step, attempt, which: which as AttemptText };
}
