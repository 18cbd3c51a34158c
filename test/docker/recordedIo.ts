import type { ExecutionIo } from '../../daemon/platforms/platform.ts';
import type { Instruction } from '../../daemon/protocol/events.ts';

/** Keeps what an execution tells, and lets a test wait for it. */
export class RecordedIo implements ExecutionIo {
  readonly #abort = new AbortController();
  readonly signal = this.#abort.signal;
  readonly instructions: (Instruction & { readonly total: number })[] = [];
  restarts = 0;
  #chunks: Uint8Array[] = [];
  #waiting: { readonly text: string; readonly resolve: () => void }[] = [];

  write(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    if (this.#waiting.length === 0) return;
    const text = this.text();
    for (const waiting of this.#waiting) if (text.includes(waiting.text)) waiting.resolve();
    this.#waiting = this.#waiting.filter(waiting => !text.includes(waiting.text));
  }

  restart(): void {
    this.restarts += 1;
    this.#chunks = [];
  }

  instruction(instruction: Instruction, total: number): void {
    this.instructions.push({ ...instruction, total });
  }

  cancel(): void {
    this.#abort.abort();
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  /** Resolves once the log has this text; rejects when the execution ends without it. */
  async wrote(text: string, execution: Promise<unknown>): Promise<void> {
    if (this.text().includes(text)) return;
    const { promise, resolve } = Promise.withResolvers<'written'>();
    this.#waiting.push({ text, resolve: () => resolve('written') });
    const first = await Promise.race([promise, execution]);
    if (first !== 'written' && !this.text().includes(text))
      throw new Error(
        `ended without writing ${JSON.stringify(text)}: ${JSON.stringify(first)}\n${this.text()}`,
      );
  }
}
