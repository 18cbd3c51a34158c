import type { Instruction } from '../protocol/events.ts';
import type { Recorder, RunEventBody } from './recorder.ts';

/**
 * Records the instructions of one build. Cached ones come many at once: those of one turn of the event loop are
 * one commit.
 */
export class InstructionEvents {
  readonly #recorder: Recorder;
  readonly #at: { readonly step: string; readonly attempt: number };
  #waiting: RunEventBody[] = [];

  constructor(recorder: Recorder, at: { readonly step: string; readonly attempt: number }) {
    this.#recorder = recorder;
    this.#at = at;
  }

  add(instruction: Instruction, total: number): void {
    this.#waiting.push({ type: 'instruction.finished', ...this.#at, total, instruction });
    if (this.#waiting.length === 1) setImmediate(() => this.#later());
  }

  /** Commits what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    this.#recorder.appendAll(this.#waiting);
    this.#waiting = [];
  }

  #later(): void {
    try {
      this.flush();
    } catch {
      // Nobody could be told here: what waits is committed by the next flush, which throws to its caller.
    }
  }
}
