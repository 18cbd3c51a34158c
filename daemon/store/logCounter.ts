import { BLOCK, countLines, LogIndex } from './logIndex.ts';

const NEWLINE = 10;

/** Counts what goes into a log and makes the entries of its index. */
export class LogCounter {
  #bytes = 0;
  #lines = 0;
  #open = false;

  get bytes(): number {
    return this.#bytes;
  }

  /** Complete lines. */
  get lines(): number {
    return this.#lines;
  }

  /** Whether a line has begun that has no line end yet. */
  get open(): boolean {
    return this.#open;
  }

  /** Begins after text that is known: a whole number of blocks with so many line ends. */
  begin(blocks: number, lines: number): void {
    this.#bytes = blocks * BLOCK;
    this.#lines = lines;
    this.#open = false;
  }

  /** The index entries of the blocks that this piece of the text fills. They belong on the disk after it. */
  add(chunk: Uint8Array): Buffer {
    const first = Math.trunc(this.#bytes / BLOCK);
    const last = Math.trunc((this.#bytes + chunk.length) / BLOCK);
    const entries = Buffer.allocUnsafe(LogIndex.bytes(last - first));
    let at = 0;
    for (let block = first; block < last; block += 1) {
      const end = (block + 1) * BLOCK - this.#bytes;
      this.#lines += countLines(chunk, at, end);
      at = end;
      const entry = LogIndex.bytes(block - first);
      entries.writeUIntLE(this.#lines, entry, LogIndex.bytes(1));
    }
    this.#lines += countLines(chunk, at);
    this.#bytes += chunk.length;
    if (chunk.length > 0) this.#open = chunk[chunk.length - 1] !== NEWLINE;
    return entries;
  }
}
