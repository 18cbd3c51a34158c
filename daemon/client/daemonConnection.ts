import type { Socket } from 'node:net';
import { createMessageConnection, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { BoundedReader, CountingWriter } from '../discovery/transport.ts';
import type { ErrorData, Notifications, Requests } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';

/** The daemon's answers are bounded too, above anything that it sends. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A connection to the daemon, typed by the protocol. */
export class DaemonConnection {
  readonly #socket: Socket;
  readonly #connection: MessageConnection;
  readonly #listeners = new Map<string, Set<(params: never) => void>>();
  readonly #closeListeners = new Set<() => void>();
  #closed = false;

  /** `socket` is connected. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#connection = createMessageConnection(
      new BoundedReader(socket, MOST_BYTES),
      new CountingWriter(socket),
    );
    this.#connection.onError(() => socket.destroy());
    this.#connection.onClose(() => this.#onClosed());
    this.#connection.onNotification((method, params) => {
      for (const listener of this.#listeners.get(method) ?? []) call(() => listener(params as never));
    });
    this.#connection.listen();
  }

  /** Rejects with a `UserError`: the daemon's own, or `no-daemon` when the connection is lost. */
  async request<M extends keyof Requests>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    if (this.#closed) throw lost(method);
    try {
      return await this.#connection.sendRequest<Requests[M][1]>(method, params);
    } catch (error) {
      const data: unknown = error instanceof ResponseError ? error.data : undefined;
      if (!isErrorData(data)) throw lost(method);
      throw new UserError(data.code, error instanceof Error ? error.message : '', data.next, data.problems);
    }
  }

  /** Calls `listener` for each of these notifications, in order; the result stops that. */
  on<N extends keyof Notifications>(
    notification: N,
    listener: (params: Notifications[N]) => void,
  ): () => void {
    const listeners = this.#listeners.get(notification) ?? new Set();
    this.#listeners.set(notification, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls `listener` once when the connection has ended, at whichever side; at once when it has already. */
  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.add(listener);
  }

  close(): void {
    this.#socket.destroy();
  }

  #onClosed(): void {
    this.#closed = true;
    // vscode-jsonrpc rejects what still waits for an answer only when it is disposed.
    this.#connection.dispose();
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
  }
}

/** vscode-jsonrpc would swallow what a listener throws. */
function call(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

function lost(method: string): UserError {
  return new UserError(
    'no-daemon',
    `The connection to the daemon was lost before it answered ${method}`,
    'Runs go on without it. Run the command again: it connects anew.',
  );
}

function isErrorData(value: unknown): value is ErrorData {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}
