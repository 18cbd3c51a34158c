import type { ExecutionResult } from '../platform.ts';

/** Why an execution has to end before it ended by itself. */
export type StopReason =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'deadline'; readonly limitMs: number }
  | { readonly kind: 'log-limit'; readonly limitBytes: number }
  /** The engine is gone, or its connection hangs. */
  | { readonly kind: 'lost'; readonly message: string };

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Gathers everything that can stop one execution; the first reason counts. */
export class ExecutionStop {
  readonly requested: Promise<StopReason>;
  readonly #resolve: (reason: StopReason) => void;
  readonly #controller = new AbortController();
  readonly #cancel: AbortSignal;
  readonly #onCancel = (): void => this.request({ kind: 'cancelled' });
  #timer: NodeJS.Timeout | undefined;
  #reason: StopReason | undefined;

  constructor(cancel: AbortSignal) {
    const { promise, resolve } = Promise.withResolvers<StopReason>();
    this.requested = promise;
    this.#resolve = resolve;
    this.#cancel = cancel;
    if (cancel.aborted) this.#onCancel();
    else cancel.addEventListener('abort', this.#onCancel, { once: true });
  }

  /** Sets the time limit, counted from now; `ranMs` of it are over already. */
  limit(limitMs: number, ranMs = 0): void {
    if (this.signal.aborted) return;
    clearTimeout(this.#timer);
    const left = Math.min(Math.max(limitMs - ranMs, 0), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.request({ kind: 'deadline', limitMs }), left);
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Aborted at the first reason, and when the execution is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  request(reason: StopReason): void {
    if (this.#controller.signal.aborted) return;
    this.#reason = reason;
    this.#resolve(reason);
    this.#controller.abort();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#cancel.removeEventListener('abort', this.#onCancel);
    this.#controller.abort();
  }
}

/** The result of an execution that was stopped. */
export function stoppedResult(reason: StopReason, facts: ExecutionResult['facts'] = {}): ExecutionResult {
  switch (reason.kind) {
    case 'cancelled':
      return { exit: { kind: 'cancelled' }, facts };
    case 'deadline': {
      const message = `stopped at its time limit of ${seconds(reason.limitMs)}`;
      return { exit: { kind: 'deadline', message, category: 'limit.time' }, facts };
    }
    case 'log-limit': {
      const message = `stopped because its log grew over ${mebibytes(reason.limitBytes)}`;
      return { exit: { kind: 'log-limit', message, category: 'limit.log' }, facts };
    }
    case 'lost':
      return { exit: { kind: 'infrastructure', message: reason.message, category: 'infra.engine' }, facts };
  }
}

function seconds(ms: number): string {
  return ms < 120_000 ? `${ms / 1000} s` : `${Math.round(ms / 6000) / 10} min`;
}

function mebibytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
