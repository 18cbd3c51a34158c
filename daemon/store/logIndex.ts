import type { FileHandle } from 'node:fs/promises';

/** Bytes of text that one entry of the index stands for. */
export const BLOCK = 64 * 1024;
const ENTRY = 6;
const NEWLINE = 10;

/**
 * Entry `k` of the index file (48 bits, little-endian) is the number of line ends before byte `(k + 1) * BLOCK`.
 * So a line is found by a search over the entries and by reading one block, however long or short lines are.
 * The text may have grown past the last entry, and there may be no index at all: then more blocks are read.
 */
export class LogIndex {
  /** Bytes of the text that count. */
  readonly size: number;
  /** Whole blocks that have an entry. */
  readonly blocks: number;
  readonly #text: FileHandle;
  readonly #index: FileHandle | undefined;

  static async open(text: FileHandle, index: FileHandle | undefined, size: number): Promise<LogIndex> {
    const entries = index === undefined ? 0 : Math.trunc((await index.stat()).size / ENTRY);
    return new LogIndex(text, index, size, Math.min(entries, Math.trunc(size / BLOCK)));
  }

  private constructor(text: FileHandle, index: FileHandle | undefined, size: number, blocks: number) {
    this.#text = text;
    this.#index = index;
    this.size = size;
    this.blocks = blocks;
  }

  /** Size of the index file of so many blocks. */
  static bytes(blocks: number): number {
    return blocks * ENTRY;
  }

  /** Lines in the text; the last one counts also without its line end. */
  async lines(): Promise<number> {
    const buffer = Buffer.allocUnsafe(BLOCK);
    // The last block is read even when it has an entry: its last byte tells whether a line is open.
    const first = Math.max(0, Math.ceil(this.size / BLOCK) - 1);
    const start = Math.min(first, this.blocks);
    let lines = await this.before(start);
    let last = NEWLINE;
    for (let at = start * BLOCK; at < this.size; ) {
      const bytes = await this.#read(buffer, at);
      if (bytes === 0) break;
      lines += countLines(buffer.subarray(0, bytes));
      last = buffer[bytes - 1] ?? NEWLINE;
      at += bytes;
    }
    return last === NEWLINE ? lines : lines + 1;
  }

  /** Where line `line` (from 0) begins; the end of the text when there are not so many. */
  async offset(line: number): Promise<number> {
    if (line <= 0) return 0;
    const block = await this.#blockOf(line);
    let missing = line - (await this.before(block));
    const buffer = Buffer.allocUnsafe(BLOCK);
    for (let at = block * BLOCK; at < this.size; ) {
      const bytes = await this.#read(buffer, at);
      if (bytes === 0) break;
      for (let position = 0; position < bytes; position += 1) {
        if (buffer[position] === NEWLINE && --missing === 0) return at + position + 1;
      }
      at += bytes;
    }
    return this.size;
  }

  /** Line ends before a block, which must have an entry or be the first. */
  async before(block: number): Promise<number> {
    if (block === 0 || this.#index === undefined) return 0;
    const entry = Buffer.allocUnsafe(ENTRY);
    const { bytesRead } = await this.#index.read(entry, 0, ENTRY, (block - 1) * ENTRY);
    if (bytesRead < ENTRY) throw new Error(`the log's index ends before block ${block}`);
    return entry.readUIntLE(0, ENTRY);
  }

  /** The last block with fewer than `line` line ends before it. */
  async #blockOf(line: number): Promise<number> {
    let low = 0;
    let high = this.blocks;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((await this.before(middle)) < line) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async #read(buffer: Buffer, at: number): Promise<number> {
    const { bytesRead } = await this.#text.read(buffer, 0, Math.min(BLOCK, this.size - at), at);
    return bytesRead;
  }
}

export function countLines(chunk: Uint8Array, from: number = 0, to: number = chunk.length): number {
  let lines = 0;
  for (let at = from; at < to; at += 1) if (chunk[at] === NEWLINE) lines += 1;
  return lines;
}
