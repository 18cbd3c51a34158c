import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { UserError } from '../protocol/userError.ts';
import { LogCounter } from './logCounter.ts';
import type { LogFile } from './logFile.ts';
import { BLOCK, LogIndex } from './logIndex.ts';
import type { RedactedStream, Redactor } from './redactor.ts';

/** Bytes that may wait for the disk before a writer is asked to wait too. */
const MOST_WAITING = 256 * 1024;
/** What a piece takes in memory beside its bytes. */
const OVERHEAD = 128;

/**
 * Writes one attempt's log: redacted, with its index, and with no more in memory than the disk is behind.
 * What was written before, by a daemon that died, stays in front.
 */
export class LogWriter {
  readonly #file: LogFile;
  readonly #redacted: RedactedStream;
  readonly #onGrown: (lines: number) => void;
  readonly #onClosed: () => void;
  readonly #counter = new LogCounter();
  #text: FileHandle;
  #index: FileHandle;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #draining: Promise<void> | undefined;
  #failure: unknown;
  #closed = false;

  static async open(
    file: LogFile,
    redactor: Redactor,
    onGrown: (lines: number) => void,
    onClosed: () => void,
  ): Promise<LogWriter> {
    return explained(file, async () => {
      await mkdir(dirname(file.text), { recursive: true, mode: 0o700 });
      const writer = new LogWriter(
        file,
        redactor.stream(),
        onGrown,
        onClosed,
        await open(file.text, 'a+', 0o600),
        await open(file.index, 'a+', 0o600),
      );
      await writer.#goOn();
      return writer;
    });
  }

  private constructor(
    file: LogFile,
    redacted: RedactedStream,
    onGrown: (lines: number) => void,
    onClosed: () => void,
    text: FileHandle,
    index: FileHandle,
  ) {
    this.#file = file;
    this.#redacted = redacted;
    this.#onGrown = onGrown;
    this.#onClosed = onClosed;
    this.#text = text;
    this.#index = index;
  }

  /** Complete lines on the disk; the last one counts without a line end once the log is closed. */
  get lines(): number {
    return this.#counter.lines + (this.#closed && this.#counter.open ? 1 : 0);
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#counter.bytes;
  }

  /**
   * Takes a piece of the log; the caller must not change it afterwards. The result, when there is one, resolves
   * when more may be written, and rejects with a `UserError` when the disk does not take the log.
   * What comes after `close` is dropped.
   */
  write(chunk: Uint8Array): Promise<void> | void {
    if (this.#closed || chunk.length === 0) return;
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length + OVERHEAD;
    this.#draining ??= this.#drain();
    if (this.#waitingBytes >= MOST_WAITING) return this.#settled();
  }

  /** Forgets all that was written, on the disk too. */
  async restart(): Promise<void> {
    await this.#empty();
    await explained(this.#file, async () => {
      // New files: who is reading the old ones reads them to their end.
      await Promise.all([this.#text.close(), this.#index.close()]);
      await Promise.all([rm(this.#file.text, { force: true }), rm(this.#file.index, { force: true })]);
      this.#text = await open(this.#file.text, 'a+', 0o600);
      this.#index = await open(this.#file.index, 'a+', 0o600);
    });
    this.#redacted.end();
    this.#counter.begin(0, 0);
    this.#failure = undefined;
    this.#onGrown(this.lines);
  }

  /** Writes what is left. Rejects with a `UserError` when not all of the log could be kept. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#draining;
    try {
      if (this.#failure === undefined) await explained(this.#file, () => this.#put(this.#redacted.end()));
    } finally {
      this.#onGrown(this.lines);
      this.#onClosed();
      await Promise.all([this.#text.close(), this.#index.close()]);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Counts what is there already and mends an index that lags behind the text. */
  async #goOn(): Promise<void> {
    const { size } = await this.#text.stat();
    const blocks = Math.trunc(size / BLOCK);
    const index = await LogIndex.open(this.#text, this.#index, size);
    // One block is read again: its last byte says whether a line is open.
    const known = Math.max(0, index.blocks - 1);
    await this.#index.truncate(LogIndex.bytes(known));
    this.#counter.begin(known, await index.before(known));
    const buffer = Buffer.allocUnsafe(BLOCK);
    for (let block = known; block <= blocks; block += 1) {
      const { bytesRead } = await this.#text.read(buffer, 0, BLOCK, block * BLOCK);
      await this.#index.appendFile(this.#counter.add(buffer.subarray(0, bytesRead)));
    }
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        // Many small pieces are one write: an engine may send its output byte by byte.
        await nextTurn();
        const chunks = this.#waiting;
        const [only] = chunks;
        this.#waiting = [];
        const chunk = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
        await explained(this.#file, () => this.#put(this.#redacted.push(chunk)));
        this.#waitingBytes -= chunk.length + chunks.length * OVERHEAD;
      }
    } catch (error) {
      this.#failure = error;
      this.#waiting = [];
      this.#waitingBytes = 0;
    } finally {
      this.#draining = undefined;
    }
  }

  async #put(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return;
    await this.#text.appendFile(chunk);
    const entries = this.#counter.add(chunk);
    if (entries.length > 0) await this.#index.appendFile(entries);
    this.#onGrown(this.lines);
  }

  async #settled(): Promise<void> {
    await this.#draining;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #empty(): Promise<void> {
    this.#waiting = [];
    await this.#draining;
    this.#waitingBytes = 0;
  }
}

async function explained<T>(file: LogFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError(
      'storage',
      `The log ${file.text} cannot be written: ${error.message}`,
      'Free some space or mend the folder, then `fractale resume` goes on.',
    );
  }
}
