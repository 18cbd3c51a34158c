import type { ExecutionIo } from '../platform.ts';
import type { ExecutionStop } from './executionStop.ts';

const HEAD_BYTES = 512;

/** The way into an execution's log: keeps the bound on its size, and takes nothing once it is closed. */
export class BoundedLog {
  /** Bytes taken so far. */
  bytes = 0;
  /** Its beginning, as far as it says why a command could not be run at all. */
  head = '';
  readonly #io: ExecutionIo;
  readonly #stop: ExecutionStop;
  readonly #limit: number;
  #closed = false;

  constructor(io: ExecutionIo, stop: ExecutionStop, limit: number) {
    this.#io = io;
    this.#stop = stop;
    this.#limit = limit;
  }

  /** Resolves when more may come. What is over the bound is dropped, and the execution is stopped. */
  async write(text: Buffer | string): Promise<void> {
    if (this.#closed) return;
    const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
    const part = bytes.subarray(0, this.#limit - this.bytes);
    if (this.bytes < HEAD_BYTES) this.head += part.subarray(0, HEAD_BYTES - this.bytes).toString('utf8');
    this.bytes += part.length;
    if (part.length > 0) await this.#io.write(part);
    if (part.length === bytes.length) return;
    this.#closed = true;
    this.#stop.request({ kind: 'log-limit', limitBytes: this.#limit });
  }

  close(): void {
    this.#closed = true;
  }
}
