const HEADER = 8;
const SPACE = 32;
/** RFC 3339 with nanoseconds has 30 characters. */
const MAX_STAMP = 64;

/** The engine's log stream is not in frames, so what follows cannot be trusted. */
export class BrokenFrameError extends Error {
  constructor(found: string) {
    super(`broken frame in the container's log stream: ${found}`);
    this.name = 'BrokenFrameError';
  }
}

/**
 * A place in a container's log: the `count`th frame in a row, among those of its stream, with this time stamp.
 * Frames share one when they are the parts of a long line.
 */
export interface LogMark {
  readonly stream: number;
  readonly stamp: string;
  readonly count: number;
}

/**
 * Takes the text out of the engine's log stream with time stamps: frames of an 8-byte header (stream 0, 1 or
 * 2, three zero bytes, length as unsigned 32 bits, big endian), and in them the stamp, a space and the text
 * (Docker Engine API, "Attach to a container", "Get container logs"). Frames may be cut anywhere; memory does
 * not grow with their number or size.
 */
export class LogFrames {
  /** Frames begun so far. */
  frames = 0;
  /** The frame that was begun last. */
  mark: LogMark | undefined;
  /** The first frame has the stamp to go on after: frames like it may stand before, uncounted. */
  uncertain = false;
  #passed: boolean;
  readonly #after: LogMark | undefined;
  readonly #counts = new Map<number, LogMark>();
  readonly #header = Buffer.alloc(HEADER);
  #headerSize = 0;
  #stamp = '';
  #stamped = true;
  #left = 0;

  /** Gives only the text after a frame, when one is named. */
  constructor(after?: LogMark) {
    this.#after = after;
    this.#passed = after === undefined;
  }

  /** Whether text is given from here on: always, or once the frame to go on after is over. */
  get passed(): boolean {
    this.#look();
    return this.#passed;
  }

  /** The text of this chunk, both streams in the order of the engine. Throws a `BrokenFrameError`. */
  push(chunk: Buffer): Buffer {
    const text = Buffer.allocUnsafe(chunk.length);
    let size = 0;
    let at = 0;
    while (at < chunk.length) {
      if (!this.#stamped) {
        at = this.#readStamp(chunk, at);
      } else if (this.#left > 0) {
        const end = Math.min(at + this.#left, chunk.length);
        if (this.#passed) size += chunk.copy(text, size, at, end);
        this.#left -= end - at;
        at = end;
      } else {
        this.#look();
        const end = Math.min(at + HEADER - this.#headerSize, chunk.length);
        this.#headerSize += chunk.copy(this.#header, this.#headerSize, at, end);
        at = end;
        if (this.#headerSize === HEADER) this.#readHeader();
      }
    }
    return text.subarray(0, size);
  }

  #readHeader(): void {
    const broken = (this.#header.readUInt32BE(0) & 0xfcff_ffff) !== 0;
    if (broken) throw new BrokenFrameError(this.#header.toString('hex'));
    this.#headerSize = 0;
    this.#left = this.#header.readUInt32BE(4);
    this.#stamp = '';
    this.#stamped = false;
  }

  #readStamp(chunk: Buffer, from: number): number {
    const limit = Math.min(from + this.#left, chunk.length);
    const space = chunk.indexOf(SPACE, from);
    const end = space === -1 || space >= limit ? limit : space;
    this.#stamp += chunk.toString('latin1', from, end);
    if (this.#stamp.length > MAX_STAMP) throw new BrokenFrameError(this.#stamp);
    const found = end < limit;
    const read = end - from + (found ? 1 : 0);
    this.#left -= read;
    if (!found && this.#left === 0) throw new BrokenFrameError(this.#stamp);
    if (found) this.#begin();
    return from + read;
  }

  #begin(): void {
    const stream = this.#header[0] ?? 0;
    const before = this.#counts.get(stream);
    const count = before?.stamp === this.#stamp ? before.count + 1 : 1;
    this.#stamped = true;
    this.mark = { stream, stamp: this.#stamp, count };
    if (before === undefined && stream === this.#after?.stream) {
      this.uncertain = this.#stamp === this.#after.stamp;
    }
    this.#counts.set(stream, this.mark);
    this.frames += 1;
  }

  #look(): void {
    const between = this.#stamped && this.#left === 0;
    if (this.#passed || !between || this.mark === undefined || this.#after === undefined) return;
    const { stream, stamp, count } = this.#after;
    this.#passed = this.mark.stream === stream && this.mark.stamp === stamp && this.mark.count === count;
  }
}
