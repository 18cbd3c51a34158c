/** The engine, or something between, sent a line that is no JSON, such as a proxy's error page. */
export class NotJsonError extends Error {
  constructor(line: string) {
    super(`expected a line of JSON, got: ${line.trim().slice(0, 200)}`);
    this.name = 'NotJsonError';
  }
}

const MAX_LINE = 4 * 1024 * 1024;
const NEWLINE = 10;

/** Cuts a byte stream into lines of JSON. Bytes are decoded only in whole lines, so no character is split. */
export class JsonLines {
  #rest: Buffer[] = [];
  #restSize = 0;

  /** The values of the lines that this chunk completes. Throws a `NotJsonError`. */
  push(chunk: Buffer): unknown[] {
    const values: unknown[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end));
      this.#take(values);
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
    return values;
  }

  /** The value of a last line without a line end. */
  end(): unknown[] {
    const values: unknown[] = [];
    this.#take(values);
    return values;
  }

  #keep(part: Buffer): void {
    this.#rest.push(part);
    this.#restSize += part.length;
    if (this.#restSize > MAX_LINE) throw new NotJsonError('a line of more than 4 MiB');
  }

  #take(values: unknown[]): void {
    const line = Buffer.concat(this.#rest).toString('utf8').trim();
    this.#rest = [];
    this.#restSize = 0;
    if (line === '') return;
    try {
      values.push(JSON.parse(line));
    } catch {
      throw new NotJsonError(line);
    }
  }
}
