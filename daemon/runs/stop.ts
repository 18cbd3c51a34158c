import type { FailureCategory } from '../protocol/verdict.ts';

/** Why work on a run is broken off from outside; the reason of the run's `AbortSignal`. */
export class Stop extends Error {
  readonly kind: 'cancel' | 'shutdown' | 'time';
  readonly category: FailureCategory;

  constructor(kind: Stop['kind'], message: string) {
    super(message);
    this.name = 'Stop';
    this.kind = kind;
    this.category = kind === 'time' ? 'limit.time' : 'person.cancelled';
  }
}

export function stopOf(signal: AbortSignal): Stop | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason instanceof Stop ? signal.reason : new Stop('cancel', 'cancelled');
}
