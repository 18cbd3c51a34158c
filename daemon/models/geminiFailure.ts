import type { FailureCategory } from '../protocol/verdict.ts';
import type { HttpTrace } from './httpTrace.ts';
import { ModelError } from './model.ts';
import type { CallFailure } from './retry.ts';

/** A provider that asks to wait longer than this has shut us out. As in Gemini CLI (googleQuotaErrors.ts). */
const LONGEST_WAIT_MS = 300_000;
const PER_MINUTE_WAIT_MS = 60_000;
const MESSAGE_CHARS = 300;
const RETRYABLE_STATUS = new Set([408, 429, 499]);

interface ErrorDetail {
  readonly '@type'?: unknown;
  readonly reason?: unknown;
  readonly retryDelay?: unknown;
  readonly violations?: unknown;
}

/**
 * What an error out of LangChain over @google/generative-ai means. A `GoogleGenerativeAIFetchError` has
 * `status` and `errorDetails` (google.rpc details); network errors have neither, and their cause is in the trace.
 */
export function geminiFailure(error: unknown, trace: HttpTrace, model: string): CallFailure {
  if (error instanceof ModelError) return { kind: 'final', error };
  const status = statusOf(error);
  if (status !== undefined) return ofStatus(status, error, trace, model);
  if (trace.error !== undefined) return ofConnection(trace.error);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SyntaxError && !message.includes('is not valid JSON')) {
    return { kind: 'retry', reason: 'the answer of Gemini was cut off' };
  }
  if (error instanceof SyntaxError) {
    return final('model.request', NOT_GEMINI, CHECK_ADDRESS);
  }
  if (/terminated|fetch failed|aborted/i.test(message)) {
    return { kind: 'retry', reason: `the connection to Gemini failed: ${brief(message)}` };
  }
  return final('model.request', `The answer of Gemini could not be read: ${brief(message)}`);
}

function ofStatus(status: number, error: unknown, trace: HttpTrace, model: string): CallFailure {
  const details = detailsOf(error);
  const message = serverMessage(error, details);
  const said = `${status}${message === '' ? '' : `: ${message}`}`;
  const reasons = details.map(detail => detail.reason);

  if (reasons.includes('API_KEY_INVALID') || status === 401 || /api key (not valid|expired)/i.test(message)) {
    return final('model.key', `Gemini refused the API key (${said})`, KEY_NEXT);
  }
  if (status === 403) {
    return final('model.key', `Gemini does not let this API key use ${model} (${said})`, KEY_NEXT);
  }
  if (status === 404 && message === '') return final('model.request', NOT_GEMINI, CHECK_ADDRESS);
  if (status === 404) {
    return final(
      'model.request',
      `Gemini has no model ${model} (${said})`,
      'Check the name after `gemini/`: Google AI Studio lists the models that your key can use.',
    );
  }
  if (status < 500 && !RETRYABLE_STATUS.has(status)) {
    return final('model.request', `Gemini refused the request (${said})`);
  }

  const afterMs = delayOf(details, message, trace);
  if (status === 429 && (isTerminal(details, message) || (afterMs ?? 0) > LONGEST_WAIT_MS)) {
    return final('model.quota', `The Gemini quota of this API key is used up (${said})`, QUOTA_NEXT);
  }
  if (afterMs !== undefined && afterMs > LONGEST_WAIT_MS) {
    return final(
      'model.unavailable',
      `Gemini asks to come back in ${Math.ceil(afterMs / 60_000)} minutes (${said})`,
    );
  }
  return { kind: 'retry', reason: `Gemini answered ${said}`, ...(afterMs !== undefined && { afterMs }) };
}

const NOT_GEMINI = 'What answered does not speak the Gemini API';
const CHECK_ADDRESS = 'Check GOOGLE_GEMINI_BASE_URL: the address without `/v1beta`.';
const KEY_NEXT =
  'Set GEMINI_API_KEY to a valid key: Google AI Studio (https://aistudio.google.com/apikey) makes one. ' +
  'Without a key, `--model replay/…` plays a recording.';
const QUOTA_NEXT =
  'Wait until the quota is renewed (daily quotas at midnight Pacific time), choose another model with `--model`, ' +
  'or enable billing in Google AI Studio; then `fractale resume`.';

function ofConnection(error: { readonly code: string; readonly message: string }): CallFailure {
  if (/CERT|SIGN|^ERR_TLS/.test(error.code)) {
    return final(
      'model.unavailable',
      `The connection to Gemini is not trusted: ${brief(error.message)}`,
      'Behind a proxy that inspects TLS, name its certificate in NODE_EXTRA_CA_CERTS.',
    );
  }
  return {
    kind: 'retry',
    reason: `the connection to Gemini failed: ${brief(error.message)} (${error.code})`,
  };
}

function isTerminal(details: readonly ErrorDetail[], message: string): boolean {
  if (/limit: 0(?![.\d])/.test(message)) return true;
  if (details.some(detail => detail.reason === 'QUOTA_EXHAUSTED')) return true;
  return quotaIds(details).some(id => /PerDay|Daily/.test(id));
}

/** Milliseconds that the provider asks to wait; undefined when it does not say. */
function delayOf(details: readonly ErrorDetail[], message: string, trace: HttpTrace): number | undefined {
  const info = details.find(detail => String(detail['@type']).endsWith('google.rpc.RetryInfo'));
  const asked =
    seconds(String(info?.retryDelay ?? '')) ??
    seconds(/Please retry in ([0-9.]+m?s)/.exec(message)?.[1] ?? '') ??
    retryAfter(trace.retryAfter);
  if (asked !== undefined) return asked > 0 ? asked : undefined;
  return quotaIds(details).some(id => id.includes('PerMinute')) ? PER_MINUTE_WAIT_MS : undefined;
}

/** `56s`, `0.539477544s` or `900ms`, as milliseconds. */
function seconds(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?s)$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * (match[2] === 'ms' ? 1 : 1_000);
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - Date.now(), 0);
}

function quotaIds(details: readonly ErrorDetail[]): readonly string[] {
  return details.flatMap(({ violations }) =>
    Array.isArray(violations) ? violations.map(violation => String(violation?.quotaId ?? '')) : [],
  );
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

function detailsOf(error: unknown): readonly ErrorDetail[] {
  const details = error instanceof Error && 'errorDetails' in error ? error.errorDetails : undefined;
  if (!Array.isArray(details)) return [];
  return details.filter(detail => typeof detail === 'object' && detail !== null);
}

/** The server's own words: the SDK puts the address and the status before them and the details after. */
function serverMessage(error: unknown, details: readonly ErrorDetail[]): string {
  const message = error instanceof Error ? error.message : '';
  const said = /: \[\d{3} [^\]]*\] ?([\s\S]*)$/.exec(message)?.[1] ?? message;
  const tail = details.length === 0 ? '' : ` ${JSON.stringify(details)}`;
  return brief(tail !== '' && said.endsWith(tail) ? said.slice(0, -tail.length) : said);
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MESSAGE_CHARS ? `${line.slice(0, MESSAGE_CHARS)}…` : line;
}

function final(category: FailureCategory, message: string, next?: string): CallFailure {
  return { kind: 'final', error: new ModelError(category, message, next === undefined ? {} : { next }) };
}
