import { EventEmitter, once } from 'node:events';
import type { AttemptName, ReviewAnswer } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';

interface Waiting {
  answered(answer: ReviewAnswer): void;
}

/** Where proposals wait for a person. The first answer counts; a later one is told that nothing waits. */
export class ReviewGate {
  readonly #waiting = new Map<string, Waiting>();
  readonly #opened = new EventEmitter<Record<string, []>>();

  /**
   * Waits for an answer, and `undefined` when the deadline (ms since the epoch) passes first. `commit` runs
   * before the answer is acknowledged. Rejects with the signal's reason.
   */
  wait(
    name: AttemptName,
    deadline: number | undefined,
    signal: AbortSignal,
    commit: (answer: ReviewAnswer) => void,
  ): Promise<ReviewAnswer | undefined> {
    const key = keyOf(name);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        this.#waiting.delete(key);
        settle();
      };
      const aborted = () => end(() => reject(signal.reason));
      const timer =
        deadline === undefined
          ? undefined
          : setTimeout(
              () => end(() => resolve(undefined)),
              Math.min(Math.max(0, deadline - Date.now()), 2 ** 31 - 1),
            );
      if (signal.aborted) {
        aborted();
        return;
      }
      signal.addEventListener('abort', aborted);
      this.#waiting.set(key, {
        answered: answer => {
          commit(answer);
          end(() => resolve(answer));
        },
      });
      this.#opened.emit(key);
    });
  }

  /** Resolves when the attempt waits for an answer, or with `ended`: then it will not. */
  async opens(name: AttemptName, ended: Promise<void>): Promise<void> {
    const key = keyOf(name);
    if (this.#waiting.has(key)) return;
    const left = new AbortController();
    const opened = once(this.#opened, key, { signal: left.signal }).catch(() => undefined);
    await Promise.race([opened, ended]);
    left.abort();
  }

  answer(answer: ReviewAnswer): void {
    const waiting = this.#waiting.get(keyOf(answer));
    if (waiting === undefined) {
      throw new UserError(
        'not-waiting',
        `Attempt ${answer.attempt} of step ${answer.step} in run ${answer.run} does not wait for a review.`,
        `See what it does with: fractale show ${answer.run}`,
      );
    }
    waiting.answered(answer);
  }
}

function keyOf({ run, step, attempt }: AttemptName): string {
  return `${run}/${step}/${attempt}`;
}
