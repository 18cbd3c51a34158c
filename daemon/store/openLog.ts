import { type FileHandle, open } from 'node:fs/promises';
import type { LogFile } from './logFile.ts';
import { LogIndex } from './logIndex.ts';
import { lineBatches } from './logReader.ts';

/** How far a log that is being written has got. */
export interface Written {
  readonly bytes: number;
  readonly lines: number;
}

/** One log as it was when it was opened, for reading. What is written meanwhile does not show. */
export class OpenLog {
  /** Lines that count: complete ones, and the last one of a log that nobody writes. */
  readonly total: number;
  readonly #text: FileHandle;
  readonly #indexFile: FileHandle | undefined;
  readonly #index: LogIndex;

  /** Undefined when there is no such log. */
  static async open(file: LogFile, written: Written | undefined): Promise<OpenLog | undefined> {
    const text = await openExisting(file.text);
    if (text === undefined) return undefined;
    const indexFile = await openExisting(file.index);
    const size = written?.bytes ?? (await text.stat()).size;
    const index = await LogIndex.open(text, indexFile, size);
    return new OpenLog(text, indexFile, index, written?.lines ?? (await index.lines()));
  }

  private constructor(text: FileHandle, indexFile: FileHandle | undefined, index: LogIndex, total: number) {
    this.#text = text;
    this.#indexFile = indexFile;
    this.#index = index;
    this.total = total;
  }

  /** Lines `from` (from 1) to the last one that counts, as many at a time as come from one read. */
  async *batches(from: number): AsyncGenerator<readonly string[]> {
    let missing = this.total - from + 1;
    if (missing <= 0) return;
    for await (const batch of lineBatches(this.#text, await this.#index.offset(from - 1), this.#index.size)) {
      yield batch.length <= missing ? batch : batch.slice(0, missing);
      missing -= batch.length;
      if (missing <= 0) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#text.close(), this.#indexFile?.close()]);
  }
}

async function openExisting(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
