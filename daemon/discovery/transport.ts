import type { Socket } from 'node:net';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';

const HEADER_END = '\r\n\r\n';
const LONGEST_HEADER = 1024;

/**
 * Reads messages in the base protocol of the Language Server Protocol (a header with Content-Length, then JSON)
 * and, unlike the reader of vscode-jsonrpc, bounds them: a peer that sends no such messages, or one over
 * `mostBytes`, is an error, after which nothing more is read.
 */
export class BoundedReader extends AbstractMessageReader implements MessageReader {
  readonly #socket: Socket;
  readonly #mostBytes: number;
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** Bytes that have to be there before there is anything to do. */
  #needed = 1;
  /** Length of the message whose header was read. */
  #length: number | undefined;

  constructor(socket: Socket, mostBytes: number) {
    super();
    this.#socket = socket;
    this.#mostBytes = mostBytes;
  }

  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer): void => {
      try {
        this.#push(chunk, callback);
      } catch (error) {
        this.#socket.off('data', onData);
        this.fireError(error instanceof Error ? error : new Error(String(error)));
      }
    };
    this.#socket.on('data', onData);
    this.#socket.on('error', error => this.fireError(error));
    this.#socket.on('close', () => this.fireClose());
    return { dispose: () => this.#socket.off('data', onData) };
  }

  #push(chunk: Buffer, callback: DataCallback): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    // Put together only when enough has come: a long message would be copied for every piece of it otherwise.
    while (this.#buffered >= this.#needed) {
      const [only] = this.#chunks;
      const buffer = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
      this.#chunks = [buffer];
      const rest =
        this.#length === undefined ? this.#header(buffer) : this.#body(buffer, this.#length, callback);
      if (rest === undefined) return;
      this.#chunks = [rest];
      this.#buffered = rest.length;
    }
  }

  #header(buffer: Buffer): Buffer | undefined {
    const end = buffer.subarray(0, LONGEST_HEADER).indexOf(HEADER_END);
    if (end < 0) {
      if (buffer.length >= LONGEST_HEADER) throw new Error('the header of a message does not end');
      this.#needed = buffer.length + 1;
      return undefined;
    }
    const match = /^Content-Length: *([0-9]{1,12})$/im.exec(buffer.toString('latin1', 0, end));
    const length = Number(match?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) throw new Error('the header of a message has no Content-Length');
    if (length > this.#mostBytes) throw new Error(`a message of ${length} bytes is over ${this.#mostBytes}`);
    this.#length = length;
    this.#needed = length;
    return buffer.subarray(end + HEADER_END.length);
  }

  #body(buffer: Buffer, length: number, callback: DataCallback): Buffer {
    const message: unknown = JSON.parse(buffer.toString('utf8', 0, length));
    if (!isMessage(message)) throw new Error('a message is not one of JSON-RPC 2.0');
    this.#length = undefined;
    this.#needed = 1;
    callback(message);
    return buffer.subarray(length);
  }
}

/**
 * Writes messages at once, in the order of the calls, and knows how much the peer has not taken yet.
 * vscode-jsonrpc's own writer keeps what waits where nobody can count it.
 */
export class CountingWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('error', error => this.fireError(error));
    socket.on('close', () => this.fireClose());
  }

  /** Bytes that wait for the peer. */
  get waiting(): number {
    return this.#socket.writableLength;
  }

  write(message: Message): Promise<void> {
    if (!this.#socket.writable) return Promise.reject(new Error('the connection is closed'));
    const body = JSON.stringify(message);
    this.#socket.write(`Content-Length: ${Buffer.byteLength(body)}${HEADER_END}${body}`);
    return Promise.resolve();
  }

  /** Resolves when the peer has taken everything, or is gone. */
  async drained(): Promise<void> {
    if (!this.#socket.writableNeedDrain || this.#socket.destroyed) return;
    await new Promise<void>(resolve => {
      const done = (): void => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
    });
  }

  end(): void {
    this.#socket.end();
  }
}

/** What vscode-jsonrpc takes for granted of a message. */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('jsonrpc' in value)) return false;
  const { method, id, params } = value as { method?: unknown; id?: unknown; params?: unknown };
  const isObject = typeof params === 'object' && params !== null;
  if (method === '$/cancelRequest') return isObject;
  const isId = id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
  return isId && (method === undefined || typeof method === 'string') && (params == null || isObject);
}
