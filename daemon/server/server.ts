import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Home } from '../discovery/home.ts';
import type { InstanceLock } from '../discovery/lock.ts';
import { processStart } from '../discovery/processStart.ts';
import { type DaemonRecord, removeRecord, writeRecord } from '../discovery/record.ts';
import { socketPath } from '../discovery/socketPath.ts';
import type { ClientInfo, Credentials, DaemonStatus, HelloResult, Requests } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import { PROTOCOL } from '../protocol/version.ts';
import type { EventStore } from '../store/eventStore.ts';
import type { Logs } from '../store/logs.ts';
import { type Answerer, ClientConnection } from './clientConnection.ts';
import type { DaemonLog } from './daemonLog.ts';
import { checkToken, commonProtocol } from './handshake.ts';
import { IdleWatch } from './idleWatch.ts';
import type { Method, Methods } from './method.ts';
import { Shutdown } from './shutdown.ts';
import { type StoreMethod, storeMethods } from './storeMethods.ts';

const GOODBYE_MS = 500;
const FINDABLE_MS = 2_000;

type ServerMethod = 'hello' | 'daemon/status' | 'daemon/stop';
/** Requests that need more than the store. */
export type HandledMethod = Exclude<keyof Requests, StoreMethod | ServerMethod>;

export interface ServerOptions {
  readonly home: Home;
  /** Says where sockets go. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * What makes this the only daemon of the home, and a socket that is there a stale one. It is kept here, out of the
   * reach of the garbage collector, and goes back to the system with the process.
   */
  readonly lock: InstanceLock;
  readonly store: EventStore;
  readonly logs: Logs;
  readonly log: DaemonLog;
  readonly handlers: Methods<HandledMethod>;
  readonly version: string;
  readonly build: string;
  /** How long the daemon stays without a client and without an active run. */
  readonly idleMs: number;
  /** Ids of the runs that are being worked on. */
  activeRuns(): readonly string[];
  /** Told with each hello that brings some. They are for the daemon's memory only. */
  onCredentials(credentials: Credentials): void;
  /**
   * Lets go of the runs. Called once, after the clients were told and before they are left. The store has to stay open:
   * what this appends is still sent.
   */
  onStop(): Promise<void> | void;
}

/**
 * Serves the home that `lock` owns, until the process is told to end: then it ends the process.
 * Resolves when clients can find the daemon.
 */
export async function startServer(options: ServerOptions): Promise<DaemonServer> {
  const server = new DaemonServer(options);
  await server.listen();
  return server;
}

export class DaemonServer {
  readonly record: DaemonRecord;
  readonly #options: ServerOptions;
  #listener: Server;
  #findable: NodeJS.Timeout | undefined;
  readonly #clients = new Set<ClientConnection>();
  readonly #storeMethods: Methods<StoreMethod>;
  readonly #methods: Methods<keyof Requests>;
  readonly #shutdown: Shutdown;
  #idle: IdleWatch | undefined;

  constructor(options: ServerOptions) {
    const { home, env, build, version, store, logs, handlers } = options;
    const start = processStart(process.pid)?.id;
    this.#options = options;
    this.record = {
      pid: process.pid,
      ...(start !== undefined && { processStart: start }),
      socket: socketPath(home, env),
      token: randomBytes(32).toString('hex'),
      protocol: PROTOCOL,
      build,
      version,
      startedAt: Date.now(),
    };
    this.#storeMethods = storeMethods(store, logs);
    this.#methods = {
      ...handlers,
      ...this.#storeMethods,
      hello: (params, client) => this.#hello(params, client),
      'daemon/status': () => this.#status(),
      'daemon/stop': ({ force }, client) => this.#stopFor(client, force),
    };
    this.#listener = this.#newListener();
    this.#shutdown = new Shutdown(options.log, reason => this.#stop(reason));
  }

  async listen(): Promise<void> {
    const { socket } = this.record;
    await this.#bind();
    writeRecord(this.#options.home.record, this.record);
    this.#findable = setInterval(() => this.#stayFindable(), FINDABLE_MS).unref();
    this.#idle = new IdleWatch(
      this.#options.idleMs,
      () => this.#clients.size > 0 || this.#options.activeRuns().length > 0,
      () => this.#shutdown.begin('nobody needs the daemon'),
    );
    this.#options.log.info(`daemon ${this.record.build} listens on ${socket}, process ${process.pid}`);
  }

  #newListener(): Server {
    return createServer(socket => {
      const client: ClientConnection = new ClientConnection(socket, this.#options.log, this.#answer, () =>
        this.#clients.delete(client),
      );
      this.#clients.add(client);
    });
  }

  async #bind(): Promise<void> {
    const { socket } = this.record;
    const listener = this.#listener;
    if (process.platform !== 'win32') rmSync(socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(socket, () => {
        listener.off('error', reject);
        resolve();
      });
    });
    if (process.platform !== 'win32') chmodSync(socket, 0o600);
    listener.on('error', error => this.#options.log.error('a client could not be let in', error));
  }

  /** Something that tidies up temporary folders may take the socket or the record from under a daemon. */
  #stayFindable(): void {
    const { home, log } = this.#options;
    if (this.#shutdown.begun || process.platform === 'win32') return;
    try {
      if (!existsSync(home.record)) writeRecord(home.record, this.record);
      if (existsSync(this.record.socket)) return;
      log.warn(`${this.record.socket} was removed: it is made again`);
      mkdirSync(dirname(this.record.socket), { recursive: true, mode: 0o700 });
      this.#listener.close();
      this.#listener = this.#newListener();
      this.#bind().catch(error => log.error('the socket could not be made again', error));
    } catch (error) {
      log.error('clients cannot find the daemon', error);
    }
  }

  /** Begins the end of the process. */
  stop(reason: string): void {
    this.#shutdown.begin(reason);
  }

  readonly #answer: Answerer = (client, method, params) => {
    this.#admit(client, method);
    const work = () => this.#work(method)(params, client);
    return Object.hasOwn(this.#storeMethods, method) ? client.inTurn(work) : Promise.resolve(work());
  };

  #work<M extends keyof Requests>(method: M): Method<M> {
    return this.#methods[method];
  }

  #admit(client: ClientConnection, method: keyof Requests): void {
    if (method === 'daemon/status' || method === 'daemon/stop') return;
    if (client.standing === 'known' && method !== 'hello')
      throw new UserError('protocol-mismatch', `${method} needs a protocol that both sides speak`);
    if (this.#shutdown.begun && !Object.hasOwn(this.#storeMethods, method))
      throw new UserError('stopping', 'The daemon is stopping', 'Connect again: a new one is started.');
  }

  #hello(params: Requests['hello'][0], client: ClientConnection): HelloResult {
    checkToken(params.token, this.record.token);
    client.standing = 'known';
    const protocol = commonProtocol(params, this.record.build);
    client.standing = 'attached';
    client.info = params.client;
    if (params.credentials !== undefined) this.#options.onCredentials(params.credentials);
    const { build, version, pid, startedAt } = this.record;
    return { protocol, build, version, daemon: this.#options.store.id, pid, startedAt };
  }

  #status(): DaemonStatus {
    const { pid, version, build, startedAt, socket } = this.record;
    const { rss, heapUsed } = process.memoryUsage();
    return {
      pid,
      version,
      build,
      startedAt,
      home: this.#options.home.root,
      socket,
      log: this.#options.home.daemonLog,
      clients: [...this.#clients]
        .map(({ info }) => info)
        .filter((info): info is ClientInfo => info !== undefined),
      runs: this.#options.activeRuns(),
      memory: { rss, heapUsed },
    };
  }

  #stopFor(client: ClientConnection, force: boolean): Requests['daemon/stop'][1] {
    const runs = this.#options.activeRuns();
    if (runs.length > 0 && !force) return { stopping: false, runs };
    this.#shutdown.begin(`asked by ${client.name}`);
    return { stopping: true, runs };
  }

  async #stop(reason: string): Promise<void> {
    this.#idle?.stop();
    clearInterval(this.#findable);
    this.#listener.close();
    for (const client of this.#clients) client.notify('daemon/stopping', { reason });
    await this.#options.onStop();
    // The answer to who asked for the end is still to be written.
    await nextTurn();
    await Promise.all([...this.#clients].map(client => client.end(GOODBYE_MS)));
    removeRecord(this.#options.home.record, this.record);
  }
}
