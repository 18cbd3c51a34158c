import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { BoundedReader, CountingWriter } from '../discovery/transport.ts';
import type { RunEvent } from '../protocol/events.ts';
import type { AttemptName, ClientInfo, Notifications, Requests } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import { errorAnswer } from './answer.ts';
import type { DaemonLog } from './daemonLog.ts';
import { checkParams, isMethod } from './params.ts';
import type { EventReceiver, Subscription } from './subscription.ts';

const MOST_BYTES = 16 * 1024 * 1024;
const HELLO_MS = 5_000;
const MOST_FOLLOWED = 64;
const MOST_SUBSCRIPTIONS = 16;

/**
 * What a client has shown so far: nothing; the token, but no common protocol, which is enough to end an old daemon;
 * or both.
 */
export type Standing = 'stranger' | 'known' | 'attached';

export type Answerer = <M extends keyof Requests>(
  client: ClientConnection,
  method: M,
  params: Requests[M][0],
) => Promise<Requests[M][1]>;

/** One client's end of the wire: who it is, what it follows, and how much it has yet to take. */
export class ClientConnection implements EventReceiver {
  standing: Standing = 'stranger';
  info: ClientInfo | undefined;
  readonly #socket: Socket;
  readonly #writer: CountingWriter;
  readonly #connection: MessageConnection;
  readonly #log: DaemonLog;
  readonly #answer: Answerer;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #followed = new Map<string, () => void>();
  /** Newest sizes of logs that the client could not be told yet. */
  readonly #untold = new Map<string, Notifications['log/grown']>();
  #telling = false;
  #turn: Promise<unknown> = Promise.resolve();
  #lastSubscription = 0;

  constructor(socket: Socket, log: DaemonLog, answer: Answerer, onClosed: () => void) {
    this.#socket = socket;
    this.#log = log;
    this.#answer = answer;
    this.#writer = new CountingWriter(socket);
    this.#connection = createMessageConnection(new BoundedReader(socket, MOST_BYTES), this.#writer);
    const patience = setTimeout(() => {
      if (this.standing === 'stranger') socket.destroy();
    }, HELLO_MS);
    socket.on('drain', () => socket.resume());
    this.#connection.onError(([error]) => {
      log.warn(`${this.name} was cut off: ${error.message}`);
      socket.destroy();
    });
    this.#connection.onClose(() => {
      clearTimeout(patience);
      for (const subscription of this.#subscriptions.values()) subscription.close();
      for (const stop of this.#followed.values()) stop();
      this.#connection.dispose();
      onClosed();
    });
    this.#connection.onRequest((method, params) => this.#request(method, params));
    this.#connection.listen();
  }

  get name(): string {
    return this.info === undefined ? 'a client' : `${this.info.name} (${this.info.pid})`;
  }

  event(subscription: number, event: RunEvent): void {
    this.notify('run/event', { subscription, event });
  }

  async ready(): Promise<void> {
    await this.#writer.drained();
  }

  failed(error: unknown): void {
    this.#log.error(`${this.name} gets no more events`, error);
    this.#socket.destroy();
  }

  notify<N extends keyof Notifications>(method: N, params: Notifications[N]): void {
    // A connection that is closing takes nothing, and its close is handled where it is reported.
    if (this.#socket.writable) this.#connection.sendNotification(method, params).catch(() => undefined);
  }

  /** Resolves when what was answered so far is on its way, and the connection is ended or cut. */
  async end(withinMs: number): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>(resolve => {
      const cut = setTimeout(() => this.#socket.destroy(), withinMs);
      this.#socket.once('close', () => {
        clearTimeout(cut);
        resolve();
      });
      this.#socket.end(() => this.#socket.destroy());
    });
  }

  subscribe(make: (id: number) => Subscription): number {
    if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS)
      throw new UserError('busy', `A client may have ${MOST_SUBSCRIPTIONS} subscriptions`);
    const id = ++this.#lastSubscription;
    this.#subscriptions.set(id, make(id));
    return id;
  }

  unsubscribe(id: number): void {
    this.#subscriptions.get(id)?.close();
    this.#subscriptions.delete(id);
  }

  follow(name: AttemptName, start: () => () => void): void {
    const key = keyOf(name);
    if (this.#followed.has(key)) return;
    if (this.#followed.size >= MOST_FOLLOWED)
      throw new UserError('busy', `A client may follow ${MOST_FOLLOWED} logs at a time`);
    this.#followed.set(key, start());
  }

  unfollow(name: AttemptName): void {
    const key = keyOf(name);
    this.#followed.get(key)?.();
    this.#followed.delete(key);
    this.#untold.delete(key);
  }

  /** Tells a log's size now, or the newest one as soon as the client takes something again. */
  grown({ run, step, attempt }: AttemptName, total: number): void {
    this.#untold.set(keyOf({ run, step, attempt }), { run, step, attempt, total });
    if (!this.#telling) void this.#tell();
  }

  async #tell(): Promise<void> {
    this.#telling = true;
    await this.ready();
    const sizes = [...this.#untold.values()];
    this.#untold.clear();
    this.#telling = false;
    for (const size of sizes) this.notify('log/grown', size);
  }

  /**
   * Runs `read` after the client's earlier reads, when it has taken their answers: one that asks without listening
   * makes the daemon keep one answer, not all of them.
   */
  async inTurn<T>(read: () => Promise<T> | T): Promise<T> {
    const turn = this.#turn.then(async () => {
      await this.ready();
      return read();
    });
    this.#turn = turn.then(
      () => nextTurn(),
      () => undefined,
    );
    return turn;
  }

  async #request(method: string, params: unknown): Promise<unknown> {
    // Reading goes on when the client has taken its answers.
    if (this.#socket.writableNeedDrain) this.#socket.pause();
    try {
      if (this.standing === 'stranger' && method !== 'hello') {
        throw new UserError('hello-first', `${method.slice(0, 100)} came before hello`, 'Send hello first.');
      }
      if (!isMethod(method)) {
        throw new UserError(
          'unknown-method',
          `The daemon knows no request ${method.slice(0, 100)}`,
          'It may be older than this client: stop it with `fractale daemon stop`, and a new one is started.',
        );
      }
      return await this.#answer(this, method, checkParams(method, params));
    } catch (error) {
      if (this.standing === 'stranger') setImmediate(() => void this.end(HELLO_MS));
      return errorAnswer(method, error, this.#log);
    }
  }
}

function keyOf({ run, step, attempt }: AttemptName): string {
  return `${run}/${step}/${attempt}`;
}
