import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AGENTS } from '../daemon/agents/registry.ts';
import { ensureHome, homeOf } from '../daemon/discovery/home.ts';
import type { Model } from '../daemon/models/model.ts';
import { openModel } from '../daemon/models/openModel.ts';
import type { NewEvent, RunEvent } from '../daemon/protocol/events.ts';
import { Runs } from '../daemon/runs/runs.ts';
import { EventStore } from '../daemon/store/eventStore.ts';
import { Logs } from '../daemon/store/logs.ts';
import { Redactor } from '../daemon/store/redactor.ts';
import { openDatabase } from '../daemon/store/sqlite.ts';
import { Versions } from '../daemon/store/versions.ts';
import { ScriptedPlatform } from '../test/fixtures/scriptedPlatform.ts';
import { type Benchmark, bounded } from './benchmark.ts';
import { replayBuild } from './replayRun.ts';
import { ms, quantile, spread } from './statistics.ts';

const RUNS = 25;
const BOUND_MS = 20;
/** Logs of real builds that failed, one for each attempt of a run. */
const FAILED_BUILDS = new URL('../test/fixtures/builds/', import.meta.url);

/**
 * What the engine itself takes of an attempt: from the start of one to the start of the next, without the model's
 * time. The platform does nothing but hand over a failed build's log. So composing, parsing, preflight, the log's
 * way to the disk, judging, distilling and every commit are in it.
 */
export const attemptTime: Benchmark = {
  name: 'attempt-time',
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'fractale-bench-'));
    const clock = new AttemptClock();
    const home = homeOf({ FRACTALE_HOME: join(folder, 'home') });
    ensureHome(home);
    const store = new TimedStore(openDatabase(home.database), clock);
    const platform = new ScriptedPlatform();
    const versions = new Versions(home, store, failed);
    const runs = new Runs({
      store,
      versions,
      logs: new Logs(home),
      redactor: new Redactor(),
      agents: AGENTS,
      warn: failed,
      openModel: async options => new TimedModel(await openModel(options), clock),
      openPlatform: async () => platform,
    });
    try {
      const logs = failedBuilds();
      const dockerfiles = logs.map(
        (_, attempt) => `FROM debian:bookworm\n${`RUN attempt ${attempt}\n`.repeat(10)}`,
      );
      const params = replayBuild(join(folder, 'plan'), 'bench', dockerfiles);
      for (let run = 0; run <= RUNS; run += 1) {
        // The first run loads the libraries.
        if (run === 1) clock.forget();
        platform.script(...logs.map(log => ({ log, exit: { kind: 'exited', code: 1 } as const })));
        await ended(store, await runs.start(params));
      }
      await versions.idle();
    } finally {
      store.close();
      await rm(folder, { recursive: true, force: true });
    }
    const { own, committing } = clock;
    return [
      bounded(
        { name: 'engine: own time of an attempt', measured: spread(own, 'attempts') },
        quantile(own, 0.95),
        { most: BOUND_MS, unit: 'ms, p95' },
      ),
      {
        name: 'engine: of it, committing events',
        measured: spread(committing, 'attempts'),
        against: `a commit: ${ms(quantile(clock.commits, 0.5))}, ${(clock.commits.length / own.length).toFixed(0)} an attempt`,
      },
    ];
  },
};

/** Adds up the time of one attempt after another. Runs come one at a time. */
class AttemptClock {
  own: number[] = [];
  committing: number[] = [];
  commits: number[] = [];
  #begun: number | undefined;
  #model = 0;
  #committing = 0;

  /** Each attempt ends where the next one, or the step's end, begins. */
  onEvent(type: NewEvent['type']): void {
    if (type !== 'attempt.started' && type !== 'step.finished') return;
    const now = performance.now();
    if (this.#begun !== undefined) {
      this.own.push(now - this.#begun - this.#model);
      this.committing.push(this.#committing);
    }
    this.#begun = type === 'attempt.started' ? now : undefined;
    this.#model = 0;
    this.#committing = 0;
  }

  committed(took: number): void {
    if (this.#begun === undefined) return;
    this.#committing += took;
    this.commits.push(took);
  }

  modelTook(took: number): void {
    this.#model += took;
  }

  forget(): void {
    this.own = [];
    this.committing = [];
    this.commits = [];
  }
}

class TimedStore extends EventStore {
  readonly #clock: AttemptClock;

  constructor(database: ReturnType<typeof openDatabase>, clock: AttemptClock) {
    super(database);
    this.#clock = clock;
  }

  override append(events: readonly NewEvent[], texts: readonly string[] = []): RunEvent[] {
    for (const { type } of events) this.#clock.onEvent(type);
    const begun = performance.now();
    const appended = super.append(events, texts);
    this.#clock.committed(performance.now() - begun);
    return appended;
  }
}

class TimedModel implements Model {
  readonly name: string;
  readonly priced: boolean;
  readonly #model: Model;
  readonly #clock: AttemptClock;

  constructor(model: Model, clock: AttemptClock) {
    this.name = model.name;
    this.priced = model.priced;
    this.#model = model;
    this.#clock = clock;
  }

  async ask(...question: Parameters<Model['ask']>): ReturnType<Model['ask']> {
    const begun = performance.now();
    const reply = await this.#model.ask(...question);
    this.#clock.modelTook(performance.now() - begun);
    return reply;
  }
}

function failedBuilds(): string[] {
  return readdirSync(FAILED_BUILDS)
    .filter(name => name.endsWith('.txt'))
    .map(name => readFileSync(fileURLToPath(new URL(name, FAILED_BUILDS)), 'utf8'));
}

function ended(store: EventStore, run: string): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (store.state(run)?.finishedAt === undefined) return;
      stop();
      resolve();
    };
    const stop = store.onAppended(look);
    look();
  });
}

function failed(message: string, error?: unknown): void {
  throw new Error(message, { cause: error });
}
