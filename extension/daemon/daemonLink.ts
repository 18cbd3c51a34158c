import { type Disposable, EventEmitter, type LogOutputChannel, l10n } from 'vscode';
import { compareBuilds } from '../../daemon/client/buildOrder.ts';
import { connect } from '../../daemon/client/connect.ts';
import type { DaemonConnection } from '../../daemon/client/daemonConnection.ts';
import type { DaemonCommand } from '../../daemon/client/daemonStart.ts';
import type { Credentials, Notifications, Requests } from '../../daemon/protocol/requests.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { DaemonHealth } from './daemonHealth.ts';

const HEARTBEAT_MS = 10_000;
const ANSWER_MS = 5_000;
const LOOK_AGAIN_MS = 5_000;
const MOST_LOSSES = 5;
const LOSSES_WITHIN_MS = 180_000;

export interface DaemonLinkOptions {
  readonly build: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: LogOutputChannel;
  /** Prepares what a daemon is started from; asked only when none runs. */
  start(): Promise<DaemonCommand>;
  credentials(): Promise<Credentials>;
}

/** This window's way to the daemon: finds or starts it, and connects anew when the connection is lost. */
export class DaemonLink implements Disposable {
  readonly #options: DaemonLinkOptions;
  readonly #changed = new EventEmitter<DaemonHealth>();
  readonly #connected = new EventEmitter<DaemonConnection>();
  readonly #heartbeat: NodeJS.Timeout;
  #health: DaemonHealth = { kind: 'connecting' };
  #connection: DaemonConnection | undefined;
  #connecting: Promise<void> | undefined;
  #losses: number[] = [];
  #disposed = false;

  /** Fires with every change of `health`. */
  readonly onDidChangeHealth = this.#changed.event;
  /** Fires with each new connection, before `health` says so: who needs events subscribes here. */
  readonly onDidConnect = this.#connected.event;

  constructor(options: DaemonLinkOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
  }

  get health(): DaemonHealth {
    return this.#health;
  }

  /** Finds the daemon, or starts one. Does not throw: `health` tells what came of it. */
  async connect(start = true): Promise<void> {
    this.#connecting ??= this.#connect(start).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  /** Waits for a connection that is on its way. Rejects with a `UserError`. */
  async request<M extends keyof Requests>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    if (this.#connection === undefined) await (this.#connecting ?? this.connect());
    if (this.#connection === undefined) throw this.#unavailable();
    return this.#connection.request(method, params);
  }

  /** Calls `listener` for these notifications of whatever connection there is. */
  on<N extends keyof Notifications>(
    notification: N,
    listener: (params: Notifications[N]) => void,
  ): Disposable {
    let off = this.#connection?.on(notification, listener);
    const subscription = this.onDidConnect(connection => {
      off = connection.on(notification, listener);
    });
    return {
      dispose: () => {
        subscription.dispose();
        off?.();
      },
    };
  }

  /** Ends the daemon and stays without one until `connect` is called. */
  async stop(force: boolean): Promise<readonly string[]> {
    const { stopping, runs } = await this.request('daemon/stop', { force });
    if (!stopping) return runs;
    this.#set({ kind: 'stopped' });
    this.#connection?.close();
    return [];
  }

  /** Drops the connection and finds the daemon anew: one of an older build makes place then. */
  async reconnect(): Promise<void> {
    this.#losses = [];
    this.#drop();
    await this.#connecting;
    await this.connect();
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#heartbeat);
    this.#drop();
    this.#changed.dispose();
    this.#connected.dispose();
  }

  async #connect(start: boolean): Promise<void> {
    const { build, env, log } = this.#options;
    if (this.#health.kind !== 'trouble' || start) this.#set({ kind: 'connecting' });
    try {
      const client = { kind: 'editor', name: 'VS Code', pid: process.pid } as const;
      const introduction = { build, env, client, credentials: await this.#options.credentials() };
      const connection = start
        ? await connect({ ...introduction, start: await this.#options.start() })
        : await connect(introduction);
      if (connection === undefined) return this.#lookAgain();
      if (this.#disposed) return connection.close();
      const status = await connection.request('daemon/status', null);
      log.info(`daemon ${status.pid}, ${status.build}`);
      this.#connection = connection;
      connection.onClose(() => this.#lost(connection));
      if (this.#connection !== connection) return;
      this.#connected.fire(connection);
      this.#set({ kind: 'connected', status, older: compareBuilds(build, status.build) > 0 });
    } catch (error) {
      if (this.#disposed) return;
      log.error('connecting to the daemon:', error instanceof Error ? error : String(error));
      this.#set({ kind: 'trouble', error: userError(error) });
      this.#lookAgain();
    }
  }

  /** Somebody else, a command line say, may mend it. */
  #lookAgain(): void {
    setTimeout(() => {
      if (!this.#disposed && this.#health.kind === 'trouble') void this.connect(false);
    }, LOOK_AGAIN_MS).unref();
  }

  #lost(connection: DaemonConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    if (this.#disposed || this.#health.kind === 'stopped') return;
    const now = Date.now();
    this.#losses = [...this.#losses.filter(at => now - at < LOSSES_WITHIN_MS), now];
    this.#options.log.warn('the connection to the daemon was lost');
    if (this.#losses.length < MOST_LOSSES) {
      // One that is just ending still answers; the next attempt finds its successor.
      void Promise.resolve(this.#connecting).then(() => this.connect());
      return;
    }
    const message = l10n.t('The daemon ended {0} times within three minutes', this.#losses.length);
    this.#set({
      kind: 'trouble',
      error: new UserError('no-daemon', message, l10n.t('Its log may say why. Nothing is lost.')),
    });
    this.#losses = [];
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
  }

  async #beat(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined || this.#health.kind === 'connecting') return;
    const late = setTimeout(() => {
      if (this.#connection !== connection || this.#health.kind !== 'connected') return;
      this.#set({ kind: 'stalled', status: this.#health.status, since: Date.now() - ANSWER_MS });
    }, ANSWER_MS);
    try {
      const status = await connection.request('daemon/status', null);
      if (this.#connection !== connection) return;
      const older = compareBuilds(this.#options.build, status.build) > 0;
      if (older && status.runs.length === 0) void this.reconnect();
      else this.#set({ kind: 'connected', status, older });
    } catch (error) {
      // A lost connection is told by `onClose`.
      this.#options.log.debug('no status from the daemon:', String(error));
    } finally {
      clearTimeout(late);
    }
  }

  #unavailable(): UserError {
    if (this.#health.kind === 'trouble') return this.#health.error;
    return new UserError(
      'no-daemon',
      l10n.t('The daemon is not running'),
      l10n.t('Start it with the command Fractale: Start Daemon.'),
    );
  }

  #set(health: DaemonHealth): void {
    if (this.#disposed) return;
    this.#health = health;
    this.#changed.fire(health);
  }
}

function userError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError('no-daemon', error instanceof Error ? error.message : String(error));
}
