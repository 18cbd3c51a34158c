import type { LogOutputChannel } from 'vscode';
import type { AttemptState, StepState } from '../../daemon/protocol/state.ts';
import type { Texts } from '../documents/texts.ts';
import { attemptBefore } from './attemptBefore.ts';
import { type Change, changeLines } from './changeLines.ts';

interface Needed {
  readonly texts: Texts;
  readonly log: LogOutputChannel;
}

/** Reads what an attempt changed against the one before it. The last change is kept: it is drawn often. */
export class ChangeReader {
  readonly #needed: Needed;
  readonly #onRead: () => void;
  /** Digests that are being read (true), or could not be (false). */
  readonly #asked = new Map<string, boolean>();
  #last: { readonly of: string; readonly change: Change } | undefined;

  constructor(needed: Needed, onRead: () => void) {
    this.#needed = needed;
    this.#onRead = onRead;
  }

  /** Undefined until both texts have been read. */
  known(step: StepState, attempt: AttemptState): Change | undefined {
    const [before, after] = digests(step, attempt);
    const { texts } = this.#needed;
    const [left, right] = [texts.known(before), texts.known(after)];
    if (left === undefined || right === undefined) return undefined;
    const of = `${before} ${after}`;
    if (this.#last?.of !== of) this.#last = { of, change: changeLines(left, right) };
    return this.#last.change;
  }

  /** Asks for the texts that are missing. @returns whether one is on its way */
  read(step: StepState, attempt: AttemptState): boolean {
    const { texts, log } = this.#needed;
    const wanted = digests(step, attempt);
    for (const digest of wanted) {
      if (this.#asked.has(digest) || texts.known(digest) !== undefined) continue;
      this.#asked.set(digest, true);
      texts
        .read(digest)
        .then(() => this.#asked.delete(digest))
        .catch(error => {
          this.#asked.set(digest, false);
          log.warn(`reading an artifact of ${step.id} ${attempt.number}:`, String(error));
        })
        .finally(this.#onRead);
    }
    return wanted.some(digest => this.#asked.get(digest) === true);
  }

  /** Asks again for what could not be read, as with a new connection. */
  readAgain(): void {
    this.#asked.clear();
  }
}

function digests(step: StepState, { number, artifact }: AttemptState): string[] {
  const before = attemptBefore(step, number)?.artifact;
  return before === undefined || artifact === undefined ? [] : [before.digest, artifact.digest];
}
