const HEADER = 8;

/** The engine's log stream is not in frames, so what follows cannot be trusted. */
export class BrokenFrameError extends Error {
  constructor(header: Buffer) {
    super(`broken frame in the container's log stream: ${header.toString('hex')}`);
    this.name = 'BrokenFrameError';
  }
}

/**
 * Takes the text out of the engine's log stream: frames of an 8-byte header (stream 0, 1 or 2, three zero
 * bytes, length as unsigned 32 bits, big endian) and that many bytes (Docker Engine API, "Attach to a
 * container"). Frames may be cut anywhere; memory does not grow with their number or size.
 */
export class LogFrames {
  readonly #header = Buffer.alloc(HEADER);
  #headerSize = 0;
  #left = 0;

  /** The text of this chunk, both streams in the order of the engine. Throws a `BrokenFrameError`. */
  push(chunk: Buffer): Buffer {
    const text = Buffer.allocUnsafe(chunk.length);
    let size = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const end = Math.min(at + this.#left, chunk.length);
        size += chunk.copy(text, size, at, end);
        this.#left -= end - at;
        at = end;
      } else {
        const end = Math.min(at + HEADER - this.#headerSize, chunk.length);
        this.#headerSize += chunk.copy(this.#header, this.#headerSize, at, end);
        at = end;
        if (this.#headerSize === HEADER) this.#readHeader();
      }
    }
    return text.subarray(0, size);
  }

  #readHeader(): void {
    this.#headerSize = 0;
    if (this.#header.readUInt32BE(0) & 0xfcff_ffff) throw new BrokenFrameError(this.#header);
    this.#left = this.#header.readUInt32BE(4);
  }
}
