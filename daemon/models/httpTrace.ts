import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/** What a client library keeps from us of an HTTP exchange made with Node's `fetch`. */
export interface HttpTrace {
  /** The `Retry-After` header of the last response. */
  retryAfter?: string;
  /** Why the connection failed, such as `ENOTFOUND`. */
  error?: { readonly code: string; readonly message: string };
}

const traces = new AsyncLocalStorage<HttpTrace>();
const traceOf = new WeakMap<object, HttpTrace>();
let observing = false;

/**
 * Runs a call and notes in `trace` what its requests met. Reads undici's diagnostics channels
 * (`undici:request:create`, `:headers`, `:error`): @google/generative-ai drops the response's headers and the
 * cause of "fetch failed", and offers no hook.
 */
export function traceHttp<T>(trace: HttpTrace, call: () => Promise<T>): Promise<T> {
  if (!observing) observe();
  observing = true;
  return traces.run(trace, call);
}

function observe(): void {
  subscribe('undici:request:create', message => {
    const trace = traces.getStore();
    const request = field(message, 'request');
    if (trace !== undefined && isObject(request)) traceOf.set(request, trace);
  });
  subscribe('undici:request:headers', message => {
    const trace = traceOfMessage(message);
    const retryAfter = header(field(field(message, 'response'), 'headers'), 'retry-after');
    if (trace !== undefined && retryAfter !== undefined) trace.retryAfter = retryAfter;
  });
  subscribe('undici:request:error', message => {
    const trace = traceOfMessage(message);
    const error = field(message, 'error');
    if (trace === undefined || !(error instanceof Error)) return;
    trace.error = { code: String(field(error, 'code') ?? error.name), message: error.message };
  });
}

function traceOfMessage(message: unknown): HttpTrace | undefined {
  const request = field(message, 'request');
  return isObject(request) ? traceOf.get(request) : undefined;
}

/** Raw headers come as a flat list of names and values, as bytes. */
function header(list: unknown, name: string): string | undefined {
  if (!Array.isArray(list)) return undefined;
  const at = list.findIndex((item, index) => index % 2 === 0 && String(item).toLowerCase() === name);
  return at === -1 ? undefined : String(list[at + 1]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? Reflect.get(value, name) : undefined;
}
