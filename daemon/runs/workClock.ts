import { Stop } from './stop.ts';

/**
 * The wall clock of a run: aborts it when its minutes are used up, and stands still while a person is waited
 * for.
 */
export class WorkClock {
  readonly #abort: (reason: Stop) => void;
  readonly #minutes: number;
  #remaining: number;
  #since: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(minutes: number, workedMs: number, abort: (reason: Stop) => void) {
    this.#minutes = minutes;
    this.#remaining = Math.max(0, minutes * 60_000 - workedMs);
    this.#abort = abort;
  }

  start(): void {
    this.#since = Date.now();
    const reason = new Stop(
      'time',
      `the plan’s limit of ${this.#minutes} minutes is reached: raise limits.minutes to go on.`,
    );
    // setTimeout takes at most 2^31-1 ms; a longer limit is never reached in one life of the daemon.
    this.#timer = setTimeout(() => this.#abort(reason), Math.min(this.#remaining, 2 ** 31 - 1));
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#since !== undefined) this.#remaining -= Date.now() - this.#since;
    this.#since = undefined;
  }
}
