import type { ExecutionIo } from '../platform.ts';
import type { ExecutionStop } from './executionStop.ts';

const HEAD_BYTES = 512;
const MAX_QUEUED = 2 ** 20;

/**
 * The way into an execution's log: keeps the bound on its size, and takes nothing once it is closed. What
 * comes while a write is under way is gathered and written in one piece, since an engine sends a log line by
 * line; at most a mebibyte of it.
 */
export class BoundedLog {
  /** Bytes taken so far. */
  bytes = 0;
  /** Its beginning, as far as it says why a command could not be run at all. */
  head = '';
  readonly #io: ExecutionIo;
  readonly #stop: ExecutionStop;
  readonly #limit: number;
  #queue: Buffer[] = [];
  #queued = 0;
  #writing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #closed = false;

  constructor(io: ExecutionIo, stop: ExecutionStop, limit: number) {
    this.#io = io;
    this.#stop = stop;
    this.#limit = limit;
  }

  /**
   * Resolves when more may come. What is over the bound is dropped, and the execution is stopped. Throws what
   * an earlier write failed with.
   */
  async write(text: Buffer | string): Promise<void> {
    this.#throwFailure();
    if (this.#closed) return;
    const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
    const part = bytes.subarray(0, this.#limit - this.bytes);
    if (this.bytes < HEAD_BYTES) this.head += part.subarray(0, HEAD_BYTES - this.bytes).toString('utf8');
    this.bytes += part.length;
    if (part.length > 0) {
      this.#queue.push(part);
      this.#queued += part.length;
      this.#writing ??= this.#drain();
    }
    if (part.length < bytes.length) {
      this.close();
      this.#stop.request({ kind: 'log-limit', limitBytes: this.#limit });
    }
    if (this.#queued > MAX_QUEUED) await this.flush();
  }

  /** Resolves when everything that was taken is written. Throws what a write failed with. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#throwFailure();
  }

  /** Takes nothing more; what was taken is still written. */
  close(): void {
    this.#closed = true;
  }

  /** Takes nothing more, and drops what is not written yet. */
  discard(): void {
    this.#closed = true;
    this.#queue = [];
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const parts = this.#queue;
        this.#queue = [];
        this.#queued = 0;
        await this.#io.write(Buffer.concat(parts));
      }
    } catch (error) {
      this.#failure = { error };
      this.discard();
    } finally {
      this.#writing = undefined;
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
