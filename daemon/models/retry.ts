import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError } from './model.ts';

/** Bounds of asking again. All times in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Doubles with each try, up to `maxDelayMs`, 30 % more or less. A delay that the provider names is kept instead. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** One call may take this long. */
  readonly callMs: number;
  /** No try starts later than this, counted over calls and waits. */
  readonly totalMs: number;
  /** Rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Attempts and delays are those of Gemini CLI (packages/core/src/utils/retry.ts). */
export const RETRY_POLICY: RetryPolicy = {
  attempts: 10,
  firstDelayMs: 5_000,
  maxDelayMs: 30_000,
  callMs: 5 * 60_000,
  totalMs: 15 * 60_000,
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** What a failed call means: final, or worth another try (after the delay that the provider asked for). */
export type CallFailure =
  | { readonly kind: 'final'; readonly error: ModelError }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number };

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal;
  /** For messages: who is asked, such as `Gemini`. */
  readonly provider: string;
  explain(error: unknown): CallFailure;
  onRetry(afterMs: number, reason: string): void;
}

/**
 * Calls until there is an answer, the failure is final, or the policy is exhausted. Rejects with a `ModelError`,
 * or with the signal's reason when that aborts.
 */
export async function withRetry<T>(
  call: (signal: AbortSignal) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { policy, signal } = options;
  let spentMs = 0;
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), policy.callMs);
    let failure: CallFailure;
    try {
      return await call(AbortSignal.any([signal, limit.signal]));
    } catch (error) {
      signal.throwIfAborted();
      failure = limit.signal.aborted
        ? { kind: 'retry', reason: `${options.provider} gave no answer within ${duration(policy.callMs)}` }
        : options.explain(error);
    } finally {
      clearTimeout(timer);
    }
    if (failure.kind === 'final') throw failure.error;

    spentMs += performance.now() - startedAt;
    const delayMs = Math.round(
      failure.afterMs === undefined ? backOff(tries, policy) : failure.afterMs * (1 + Math.random() / 10),
    );
    if (tries >= policy.attempts || spentMs + delayMs > policy.totalMs) {
      throw exhausted(options.provider, tries, spentMs, failure.reason);
    }
    options.onRetry(delayMs, failure.reason);
    await pause(delayMs, signal, policy);
    spentMs += delayMs;
  }
}

function backOff(tries: number, policy: RetryPolicy): number {
  const delayMs = Math.min(policy.firstDelayMs * 2 ** (tries - 1), policy.maxDelayMs);
  return delayMs * (0.7 + Math.random() * 0.6);
}

async function pause(delayMs: number, signal: AbortSignal, policy: RetryPolicy): Promise<void> {
  try {
    await policy.wait(delayMs, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function exhausted(provider: string, tries: number, spentMs: number, reason: string): ModelError {
  const times = tries === 1 ? 'one try' : `${tries} tries in ${duration(spentMs)}`;
  return new ModelError('model.unavailable', `${provider} gave no usable answer after ${times}: ${reason}`, {
    next: 'Try again later with `fractale resume`, or choose another model with `--model`.',
  });
}

function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return `${Math.round(ms / 60_000)} minutes`;
}
