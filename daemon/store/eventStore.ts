import type { DatabaseSync } from 'node:sqlite';
import type { Home } from '../discovery/home.ts';
import type { Digest, NewEvent, RunEvent } from '../protocol/events.ts';
import { fold, foldAll } from '../protocol/fold.ts';
import type { AttemptName } from '../protocol/requests.ts';
import type { RunState } from '../protocol/state.ts';
import { UserError } from '../protocol/userError.ts';
import { digestOf } from './digestOf.ts';
import { DiskReserve } from './diskReserve.ts';
import { prepareSchema } from './schema.ts';
import { inTransaction, numberOf, openDatabase, type Row, textOf } from './sqlite.ts';
import { statements } from './statements.ts';

const CANDIDATES = 10;

export type AppendedListener = (events: readonly RunEvent[]) => void;

/** An attempt whose artifact has no commit yet. */
export interface MissingVersion extends AttemptName {
  readonly state: RunState;
}

/**
 * The daemon's only memory: what `append` returned is on the disk. Everything is synchronous, so that no other
 * work of the daemon can come between an event and its place in the list.
 */
export class EventStore {
  /** Random, made once: tells this home's containers and images from everybody else's. */
  readonly id: string;
  readonly #database: DatabaseSync;
  readonly #reserve: DiskReserve;
  readonly #sql: ReturnType<typeof statements>;
  /** States of the runs that are being worked on, folded as their events come. */
  readonly #active = new Map<string, RunState>();
  readonly #listeners = new Set<AppendedListener>();
  #lastSeq: number;

  /** `home.root` must exist. Throws a `UserError` with code `storage` for a store that cannot be used. */
  static open(home: Home): EventStore {
    const database = openDatabase(home.database);
    try {
      return new EventStore(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  constructor(database: DatabaseSync) {
    const file = database.location();
    if (file === null) throw new Error('a store is a file');
    prepareSchema(database);
    this.#reserve = new DiskReserve(`${file}.reserve`);
    this.#database = database;
    this.#sql = statements(database);
    this.id = textOf(this.#sql.meta.get('home'), 'value') ?? '';
    this.#lastSeq = numberOf(this.#sql.lastSeq.get(), 'seq') ?? 0;
  }

  close(): void {
    this.#database.close();
  }

  /**
   * Commits the events, with the texts that they name, all or none, and then tells the listeners.
   * Throws a `UserError` with code `storage` when the disk does not take them.
   */
  append(events: readonly NewEvent[], texts: readonly string[] = []): RunEvent[] {
    const states = new Map<string, RunState>();
    const appended = inTransaction(this.#database, () => {
      for (const text of texts) this.#sql.putText.run(digestOf(text), text);
      const inserted = events.map(event => this.#insert(event, states));
      for (const state of states.values()) this.#keep(state);
      return inserted;
    });
    for (const state of states.values()) {
      if (isActive(state)) this.#active.set(state.id, state);
      else this.#active.delete(state.id);
    }
    this.#lastSeq = appended.at(-1)?.seq ?? this.#lastSeq;
    if (appended.length > 0) this.#tell(appended);
    return appended;
  }

  /** Like `append`; on a full disk the room that `keepReserve` kept is used for it. */
  appendLast(event: NewEvent): void {
    try {
      this.append([event]);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'storage') throw error;
      this.#reserve.release();
      this.append([event]);
    }
  }

  /** Sees to it that a last word can still be kept. Throws a `UserError` when there is no room for it. */
  keepReserve(): void {
    this.#reserve.keep();
  }

  /** Events with a `seq` above `after`, oldest first. */
  events(after: number, options: { readonly run?: string; readonly limit: number }): RunEvent[] {
    const rows =
      options.run === undefined
        ? this.#sql.events.all(after, options.limit)
        : this.#sql.eventsOfRun.all(options.run, after, options.limit);
    return rows.map(eventOf);
  }

  lastSeq(): number {
    return this.#lastSeq;
  }

  /** Calls `listener` after each commit; the result stops that. */
  onAppended(listener: AppendedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  putText(text: string): Digest {
    const digest = digestOf(text);
    inTransaction(this.#database, () => this.#sql.putText.run(digest, text));
    return digest;
  }

  text(digest: Digest): string | undefined {
    return textOf(this.#sql.text.get(digest), 'text');
  }

  state(run: string): RunState | undefined {
    const active = this.#active.get(run);
    if (active !== undefined) return active;
    const row = this.#sql.run.get(run);
    if (row === undefined) return undefined;
    const snapshot = textOf(row, 'snapshot');
    if (snapshot !== undefined) return JSON.parse(snapshot);
    const state = foldAll(this.events(0, { run, limit: -1 }));
    if (state === undefined) return undefined;
    if (isActive(state)) this.#active.set(run, state);
    else inTransaction(this.#database, () => this.#sql.snapshot.run(0, JSON.stringify(state), run));
    return state;
  }

  /** Newest first; fewer than `limit` when their states would be more than `maxBytes` of JSON. */
  list(limit: number, maxBytes: number = Number.POSITIVE_INFINITY): RunState[] {
    const states: RunState[] = [];
    let bytes = 0;
    for (const row of this.#sql.newest.all(limit)) {
      const state = this.state(textOf(row, 'run') ?? '');
      bytes += numberOf(row, 'bytes') ?? 0;
      if (bytes > maxBytes && states.length > 0) break;
      if (state !== undefined) states.push(state);
    }
    return states;
  }

  /** The id that `name` means: itself, a unique prefix of it, or `latest`. Throws a `UserError` otherwise. */
  findRun(name: string): string {
    if (name === 'latest') {
      const newest = textOf(this.#sql.newest.get(1), 'run');
      if (newest === undefined) throw new UserError('unknown-run', 'There is no run yet', START_ONE);
      return newest;
    }
    if (this.#sql.run.get(name) !== undefined) return name;
    const rows = name === '' ? [] : this.#sql.prefixed.all(name, `${name}\uffff`, CANDIDATES + 1);
    const [first, ...others] = rows.map(row => textOf(row, 'run') ?? '');
    if (first === undefined) throw new UserError('unknown-run', `There is no run ${quoted(name)}`, LIST_THEM);
    if (others.length === 0) return first;
    const shown = [first, ...others].slice(0, CANDIDATES).join(', ');
    throw new UserError(
      'unknown-run',
      `Several runs begin with ${quoted(name)}: ${shown}${others.length >= CANDIDATES ? ', …' : ''}`,
      'Write more of the id.',
    );
  }

  /** Runs that are running or waiting for a person by their events: after a start, nobody works on them yet. */
  unfinished(): string[] {
    return this.#sql.unfinished.all().map(row => textOf(row, 'run') ?? '');
  }

  cacheGet(key: string): AttemptName | undefined {
    const row = this.#sql.cacheGet.get(key);
    return row && attemptOf(row);
  }

  cachePut(key: string, attempt: AttemptName): void {
    inTransaction(this.#database, () =>
      this.#sql.cachePut.run(key, attempt.run, attempt.step, attempt.attempt),
    );
  }

  /** The last committed version of a step's artifact up to `attempt`. */
  version({ run, step, attempt }: AttemptName): { digest: Digest; commit: string } | undefined {
    const row = this.#sql.version.get(run, step, attempt);
    const digest = textOf(row, 'digest');
    const commit = textOf(row, 'commit');
    return digest === undefined || commit === undefined ? undefined : { digest, commit };
  }

  /** The commit that was recorded last. */
  lastVersion(): string | undefined {
    return textOf(this.#sql.lastVersion.get(), 'commit');
  }

  versionPut(
    attempts: readonly (AttemptName & { readonly digest: Digest; readonly commit: string })[],
  ): void {
    inTransaction(this.#database, () => {
      for (const { run, step, attempt, digest, commit } of attempts)
        this.#sql.versionPut.run(run, step, attempt, digest, commit);
    });
  }

  /** Finished attempts with an artifact and without a commit, oldest first, from those after `after`. */
  missingVersions(after: number): MissingVersion[] {
    const missing: MissingVersion[] = [];
    for (const row of this.#sql.missing.all(after)) {
      const name = attemptOf(row);
      const state = this.state(name.run);
      const step = state?.steps.find(candidate => candidate.id === name.step);
      const attempt = step?.attempts.find(candidate => candidate.number === name.attempt);
      if (state !== undefined && attempt?.artifact !== undefined) missing.push({ ...name, state });
    }
    return missing;
  }

  /** A small value of the daemon's own, such as how far some work got. */
  note(key: string): string | undefined {
    return textOf(this.#sql.meta.get(key), 'value');
  }

  putNote(key: string, value: string): void {
    inTransaction(this.#database, () => this.#sql.putMeta.run(key, value));
  }

  #insert(event: NewEvent, states: Map<string, RunState>): RunEvent {
    const at = Date.now();
    const { lastInsertRowid } = this.#sql.insert.run(at, event.run, event.type, JSON.stringify(event));
    const inserted = { ...event, seq: Number(lastInsertRowid), at } as RunEvent;
    if (event.type === 'run.created') this.#sql.addRun.run(inserted.seq, event.run);
    const before =
      states.get(event.run) ?? (event.type === 'run.created' ? undefined : this.#before(inserted));
    const state = fold(before, inserted);
    if (state === undefined) throw new Error(`${event.type} of run ${event.run}, which was never created`);
    states.set(event.run, state);
    return inserted;
  }

  /** The state without the event that this transaction has just inserted. */
  #before(event: RunEvent): RunState | undefined {
    const known = this.#active.get(event.run) ?? snapshotOf(this.#sql.run.get(event.run));
    if (known !== undefined) return known;
    return foldAll(this.events(0, { run: event.run, limit: -1 }).filter(({ seq }) => seq < event.seq));
  }

  #keep(state: RunState): void {
    if (!isActive(state)) this.#sql.snapshot.run(0, JSON.stringify(state), state.id);
    else if (!this.#active.has(state.id)) this.#sql.snapshot.run(1, null, state.id);
  }

  #tell(events: readonly RunEvent[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(events);
      } catch (error) {
        // What is committed stays committed, and the other listeners have to hear of it.
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}

const LIST_THEM = '`fractale runs` lists them.';
const START_ONE = 'Start one: fractale run FILE.';

function isActive(state: RunState): boolean {
  return state.status === 'running' || state.status === 'waiting';
}

function snapshotOf(row: Row | undefined): RunState | undefined {
  const snapshot = textOf(row, 'snapshot');
  return snapshot === undefined ? undefined : JSON.parse(snapshot);
}

function eventOf(row: Row): RunEvent {
  const event: NewEvent = JSON.parse(textOf(row, 'body') ?? '{}');
  return { ...event, seq: numberOf(row, 'seq') ?? 0, at: numberOf(row, 'at') ?? 0 } as RunEvent;
}

function attemptOf(row: Row): AttemptName {
  return {
    run: textOf(row, 'run') ?? '',
    step: textOf(row, 'step') ?? '',
    attempt: numberOf(row, 'attempt') ?? 0,
  };
}

function quoted(name: string): string {
  return `'${name.slice(0, 80)}'`;
}
