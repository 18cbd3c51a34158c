import { setTimeout as wait } from 'node:timers/promises';
import { ensureHome, type Home, homeOf } from '../discovery/home.ts';
import { isLocked, LOST_LOCK } from '../discovery/lock.ts';
import { processStart } from '../discovery/processStart.ts';
import { type DaemonRecord, readRecord } from '../discovery/record.ts';
import { UserError } from '../protocol/userError.ts';
import { type Attempt, attach, type Introduction } from './attach.ts';
import { compareBuilds } from './buildOrder.ts';
import type { DaemonConnection } from './daemonConnection.ts';
import { type DaemonCommand, DaemonStart } from './daemonStart.ts';

const PATIENCE_MS = 8_000;
const SHORTEST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 20;
const MOST_REPLACED = 3;

export interface ConnectOptions extends Introduction {
  /** Names the home. */
  readonly env: NodeJS.ProcessEnv;
  /** How to start a daemon when none runs; without it none is started, and none is replaced. */
  readonly start?: DaemonCommand;
}

/**
 * Connects to the home's daemon. With `start`, one is started when none runs, and an older one without active runs
 * makes place for a newer one; without it, the result is undefined when none runs.
 * Rejects with a `UserError` that says what stands in the way.
 */
export function connect(
  options: ConnectOptions & { readonly start: DaemonCommand },
): Promise<DaemonConnection>;
export function connect(options: ConnectOptions): Promise<DaemonConnection | undefined>;
export function connect(options: ConnectOptions): Promise<DaemonConnection | undefined> {
  return new Connecting(options).run();
}

/** One call of `connect`: what was tried so far. */
class Connecting {
  readonly #options: ConnectOptions;
  readonly #home: Home;
  #start: DaemonStart | undefined;
  #deadline = performance.now() + PATIENCE_MS;
  #replaced = 0;
  #refusedToken: string | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
    this.#home = homeOf(options.env);
  }

  async run(): Promise<DaemonConnection | undefined> {
    try {
      return await this.#connect();
    } catch (error) {
      if (!(error instanceof Error && ('syscall' in error || 'errcode' in error))) throw error;
      throw new UserError(
        'storage',
        `${this.#home.root} cannot be used: ${error.message}`,
        'Mend the folder, or set FRACTALE_HOME to another one.',
      );
    }
  }

  async #connect(): Promise<DaemonConnection | undefined> {
    if (this.#options.start !== undefined) ensureHome(this.#home);
    for (let pause = SHORTEST_WAIT_MS; ; pause = Math.min(pause * 1.5, LONGEST_WAIT_MS)) {
      const record = readRecord(this.#home.record);
      const attempt = record === undefined ? GONE : await attach(record, this.#options);
      if (attempt.kind === 'attached' && !(await this.#replaces(attempt.connection, attempt.hello.build)))
        return attempt.connection;
      if (attempt.kind === 'refused') await this.#refused(attempt, record);
      if (attempt.kind === 'silent') this.#silent(record);
      // The lock outlives the socket by the end of a daemon, and comes before it at the start of one.
      if (attempt.kind === 'gone' && !isLocked(this.#home.lock)) {
        if (this.#options.start === undefined) return undefined;
        this.#startAnother(this.#options.start);
      }
      if (performance.now() > this.#deadline) throw this.#unreachable(record);
      await wait(pause);
    }
  }

  #startAnother(command: DaemonCommand): void {
    if (this.#start !== undefined) {
      if (this.#start.ended === undefined) return;
      if (this.#start.status !== LOST_LOCK) throw this.#unreachable(undefined);
    }
    this.#start = new DaemonStart(this.#home, this.#options.env, command);
  }

  /** Whether the daemon ends, so that one of this client's build can take its place. */
  async #replaces(connection: DaemonConnection, build: string): Promise<boolean> {
    if (this.#options.start === undefined || this.#replaced >= MOST_REPLACED) return false;
    if (compareBuilds(this.#options.build, build) <= 0) return false;
    return (await this.#stops(connection)).stopping;
  }

  async #stops(connection: DaemonConnection): Promise<{ stopping: boolean; runs: readonly string[] }> {
    const closed = new Promise<void>(resolve => connection.onClose(resolve));
    const answer = await connection.request('daemon/stop', { force: false }).catch(stoppedAlready);
    if (!answer.stopping) return answer;
    this.#replaced += 1;
    this.#deadline = performance.now() + PATIENCE_MS;
    await Promise.race([closed, wait(PATIENCE_MS, undefined, { ref: false })]);
    connection.close();
    return answer;
  }

  /** Returns when it is worth another try. */
  async #refused(
    { connection, error }: Attempt & { kind: 'refused' },
    record: DaemonRecord | undefined,
  ): Promise<void> {
    try {
      // A daemon that has just been replaced: its successor's record may already be there.
      if (error.code === 'unauthorized' && this.#refusedToken !== record?.token) {
        this.#refusedToken = record?.token;
        return;
      }
      if (error.code === 'stopping') return;
      const newer = record !== undefined && compareBuilds(this.#options.build, record.build) > 0;
      const may = this.#options.start !== undefined && this.#replaced < MOST_REPLACED;
      if (error.code !== 'protocol-mismatch' || !newer || !may) throw error;
      const { stopping, runs } = await this.#stops(connection);
      if (!stopping) {
        const next = `Try again when its runs have ended: ${runs.join(', ')}.`;
        throw new UserError('busy', `${error.message}, and it is at work`, next);
      }
    } finally {
      connection.close();
    }
  }

  /** Throws when there is no hope that the daemon answers. */
  #silent(record: DaemonRecord | undefined): void {
    const found = record && processStart(record.pid);
    if (record === undefined || found === undefined || found.id !== record.processStart) return;
    if (!found.suspended) return;
    throw new UserError(
      'no-daemon',
      `The daemon, process ${record.pid}, is suspended and answers nobody`,
      `Let it go on with \`kill -CONT ${record.pid}\`, or end it with \`kill -KILL ${record.pid}\`: nothing is lost.`,
    );
  }

  #unreachable(record: DaemonRecord | undefined): UserError {
    const log = this.#home.daemonLog;
    if (this.#start !== undefined && this.#start.ended !== undefined && this.#start.status !== LOST_LOCK) {
      const tail = this.#start.tail();
      const said = tail === '' ? 'It wrote nothing to its log.' : `Its log ends with:\n${tail}`;
      return new UserError(
        'no-daemon',
        `The daemon did not start: ${this.#start.ended}. ${said}`,
        `Its log: ${log}`,
      );
    }
    const seconds = PATIENCE_MS / 1000;
    if (record !== undefined && processStart(record.pid)?.id === record.processStart) {
      return new UserError(
        'no-daemon',
        `The daemon, process ${record.pid}, runs and does not answer within ${seconds} seconds`,
        `Its log may say why: ${log}. \`kill ${record.pid}\` ends it; the next command starts a new one.`,
      );
    }
    if (this.#start === undefined) {
      return new UserError(
        'no-daemon',
        `A daemon owns ${this.#home.root}, and ${this.#home.record} does not lead to it`,
        `Its log may say why: ${log}. Find the process that has ${this.#home.lock} open, and end it.`,
      );
    }
    const tail = this.#start.tail();
    return new UserError(
      'no-daemon',
      `The daemon was not ready within ${seconds} seconds${tail === '' ? '' : `. Its log ends with:\n${tail}`}`,
      `Its log: ${log}`,
    );
  }
}

const GONE: Attempt = { kind: 'gone' };

function stoppedAlready(error: unknown): { stopping: boolean; runs: readonly string[] } {
  if (error instanceof UserError && (error.code === 'stopping' || error.code === 'no-daemon'))
    return { stopping: true, runs: [] };
  throw error;
}
