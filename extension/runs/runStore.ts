import { type Disposable, EventEmitter, type LogOutputChannel } from 'vscode';
import type { DaemonConnection } from '../../daemon/client/daemonConnection.ts';
import { watchRun } from '../../daemon/client/watchRun.ts';
import type { RunEvent } from '../../daemon/protocol/events.ts';
import { fold } from '../../daemon/protocol/fold.ts';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { AttemptState, RunState, StepState } from '../../daemon/protocol/state.ts';
import type { DaemonLink } from '../daemon/daemonLink.ts';

/** Changes are told at most this often, the first one at once: no screen shows more. */
const TELL_MS = 30;

/** A run changed: what it was before (undefined for a new one), what it is, and the events in between. */
export interface RunChange {
  readonly run: RunState;
  readonly before: RunState | undefined;
  /** Empty when the whole state was read anew. */
  readonly events: readonly RunEvent[];
}

/** The runs as this window knows them: the daemon's list, and every event folded in since. */
export class RunStore implements Disposable {
  readonly #runs = new Map<string, RunState>();
  readonly #changed = new EventEmitter<readonly RunChange[]>();
  readonly #dropped = new EventEmitter<RunState>();
  readonly #waiting = new Map<string, { before: RunState | undefined; events: RunEvent[] }>();
  readonly #fetching = new Set<string>();
  readonly #log: LogOutputChannel;
  readonly #limit: number;
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #loaded = false;
  #seq = 0;

  /** Fires with all runs that changed since it fired before. */
  readonly onDidChange = this.#changed.event;
  /** Fires with a run that is known no more, since there are newer ones than the limit. */
  readonly onDidDrop = this.#dropped.event;

  /** `limit`: most runs to know; the oldest that are not at work make place. */
  constructor(link: DaemonLink, log: LogOutputChannel, limit: number) {
    this.#log = log;
    this.#limit = limit;
    this.#subscription = link.onDidConnect(connection => void this.#follow(connection));
  }

  /** Whether the daemon's list has been read once. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Newest first. */
  runs(): RunState[] {
    return [...this.#runs.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  run(id: string): RunState | undefined {
    return this.#runs.get(id);
  }

  attempt(name: AttemptName): { run: RunState; step: StepState; attempt: AttemptState } | undefined {
    const run = this.#runs.get(name.run);
    const step = run?.steps.find(({ id }) => id === name.step);
    const attempt = step?.attempts.find(({ number }) => number === name.attempt);
    return run && step && attempt && { run, step, attempt };
  }

  /** Resolves when the store has heard of the run. */
  whenKnown(id: string): Promise<RunState> {
    return new Promise(resolve => {
      const subscription = this.onDidChange(() => {
        const run = this.#runs.get(id);
        if (run === undefined) return;
        subscription.dispose();
        resolve(run);
      });
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#dropped.dispose();
  }

  async #follow(connection: DaemonConnection): Promise<void> {
    try {
      if (!this.#loaded) {
        const states = await connection.request('run/list', { limit: this.#limit });
        for (const state of states) this.#put(state, undefined);
        this.#seq = states.reduce((last, { seq }) => Math.max(last, seq), this.#seq);
        this.#loaded = true;
        this.#tell();
      }
      await watchRun(connection, undefined, this.#seq, event => {
        this.#seq = Math.max(this.#seq, event.seq);
        const state = fold(this.#runs.get(event.run), event);
        if (state !== undefined) this.#put(state, event);
        else void this.#fetch(connection, event.run);
      });
    } catch (error) {
      // The link connects anew, and this is called again.
      this.#log.warn('following the runs:', String(error));
    }
  }

  /** An old run that was not among those listed goes on. */
  async #fetch(connection: DaemonConnection, run: string): Promise<void> {
    if (this.#fetching.has(run)) return;
    this.#fetching.add(run);
    try {
      const state = await connection.request('run/get', { run });
      const known = this.#runs.get(run);
      if (known === undefined || known.seq < state.seq) this.#put(state, undefined);
    } catch (error) {
      this.#log.warn(`reading run ${run}:`, String(error));
    } finally {
      this.#fetching.delete(run);
    }
  }

  #put(state: RunState, event: RunEvent | undefined): void {
    const before = this.#runs.get(state.id);
    if (before === state) return;
    this.#runs.set(state.id, state);
    if (before === undefined && this.#runs.size > this.#limit) this.#dropOldest();
    const waiting = this.#waiting.get(state.id) ?? { before, events: [] };
    if (event !== undefined) waiting.events.push(event);
    this.#waiting.set(state.id, waiting);
    if (this.#timer !== undefined) return;
    if (event !== undefined) queueMicrotask(() => this.#tell());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, TELL_MS);
  }

  #dropOldest(): void {
    const oldest = this.runs().findLast(({ status }) => status !== 'running' && status !== 'waiting');
    if (oldest === undefined) return;
    this.#runs.delete(oldest.id);
    this.#dropped.fire(oldest);
  }

  #tell(): void {
    const changes = [...this.#waiting].flatMap(([id, { before, events }]) => {
      const run = this.#runs.get(id);
      return run === undefined ? [] : [{ run, before, events }];
    });
    this.#waiting.clear();
    if (changes.length > 0) this.#changed.fire(changes);
  }
}
