import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonConnection } from '../../daemon/client/daemonConnection.ts';
import type { RunEvent } from '../../daemon/protocol/events.ts';
import { foldAll } from '../../daemon/protocol/fold.ts';
import type { RunState, StepState } from '../../daemon/protocol/state.ts';
import { CrashHome } from './fixtures/crashHome.ts';
import { CrashPlan, docker, JOB_LINES } from './fixtures/crashPlan.ts';
import { EngineEvents } from './fixtures/engineEvents.ts';
import { versionsKept } from './fixtures/versionsKept.ts';
import { Watcher } from './fixtures/watcher.ts';

/** A few less than the events of a run that nothing disturbs. */
const EVENTS = 37;

interface Round {
  readonly connection: DaemonConnection;
  readonly watcher: Watcher;
  readonly engine: EngineEvents;
  /** The id of the daemon's store. */
  readonly daemon: string;
  /** Resolves when the so manyth question has come to the model; it is not answered before the daemon is dead. */
  asked(count: number): Promise<void>;
}

/** When the daemon is killed. */
interface Moment {
  readonly name: string;
  comes(round: Round): Promise<unknown>;
}

const MOMENTS: readonly Moment[] = [
  { name: 'before anything is on record', comes: async () => undefined },
  ...Array.from({ length: EVENTS }, (_, index) => afterEvent(index + 1, (index % 3) * 4)),
  { name: 'while the model writes the Dockerfile', comes: round => round.asked(1) },
  { name: 'while the model writes the manifest', comes: round => round.asked(2) },
  intoBuild(100),
  intoBuild(400),
  onContainer('image', 'create'),
  onContainer('image', 'destroy'),
  onContainer('job', 'create'),
  onContainer('job', 'start'),
  { name: 'when the job has printed something', comes: jobPrinted },
  onContainer('job', 'die'),
  onContainer('job', 'destroy'),
  { name: 'after the run', comes: ({ watcher }) => watcher.seen(({ type }) => type === 'run.finished') },
];

function afterEvent(count: number, ms: number): Moment {
  const comes = async ({ watcher }: Round) => {
    await watcher.counts(count);
    await delay(ms);
  };
  return { name: `${ms} ms after event ${count}`, comes };
}

function intoBuild(ms: number): Moment {
  const comes = async ({ watcher }: Round) => {
    await watcher.seen(({ type }) => type === 'execution.started');
    await delay(ms);
  };
  return { name: `${ms} ms into the build`, comes };
}

function onContainer(step: string, action: string): Moment {
  const comes = ({ engine, daemon }: Round) =>
    engine.seen(event => event.home === daemon && event.step === step && event.action === action);
  return { name: `at the ${action} of a container of step ${step}`, comes };
}

async function jobPrinted({ watcher, connection }: Round): Promise<void> {
  const { run } = await watcher.seen(event => event.type === 'execution.started' && event.kind === 'job');
  const { promise, resolve } = Promise.withResolvers<void>();
  connection.on('log/grown', ({ total }) => {
    if (total > 1) resolve();
  });
  await connection.request('log/follow', { run, step: 'job', attempt: 1 });
  await promise;
}

test(`killed at ${MOMENTS.length} moments: nothing is lost, done twice or left over`, {
  concurrency: 2,
  timeout: 570_000,
}, async t => {
  assert.equal(MOMENTS.length, 50);
  await using engine = await EngineEvents.start();
  await Promise.all(MOMENTS.map(moment => t.test(moment.name, t => survives(t, moment, engine))));
});

async function survives(t: TestContext, moment: Moment, engine: EngineEvents): Promise<void> {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const dead = Promise.withResolvers<void>();
  const held = new Map<number, () => void>();
  home.gemini.always(async ({ prompt }) => {
    const hold = held.get(home.gemini.requests.length);
    hold?.();
    if (hold !== undefined) await dead.promise;
    return plan.reply(prompt);
  });
  const start = { text: plan.text(), options: home.options, credentials: home.credentials };

  const connection = await home.connect();
  connection.onClose(dead.resolve);
  const daemon = await home.id(connection);
  const watcher = await Watcher.start(connection);
  const asked = (count: number) => new Promise<void>(resolve => held.set(count, resolve));
  const come = moment.comes({ connection, watcher, engine, daemon, asked });
  const started = connection.request('run/start', start).catch(() => undefined);
  await come;
  await home.kill();
  await dead.promise;
  held.clear();

  const again = await home.connect(home.credentials);
  const answered = await started;
  const [known] = await again.request('run/list', { limit: 2 });
  if (answered !== undefined || watcher.events.length > 0) assert.ok(known, 'the run is lost');
  if (known === undefined) await again.request('run/start', start);
  const after = await Watcher.start(again);
  const state = await after.reaches(({ status }) => status !== 'running' && status !== 'waiting');

  const events = after.events;
  assert.equal(state.status, 'succeeded', state.reason);
  assert.deepEqual(events.slice(0, watcher.events.length), watcher.events);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
  goesOnWhereItWas(state, events);
  asksNothingTwice(home.gemini.requests.length, events);
  const lines = await again.request('log/read', { ...lastJob(state), from: 1, limit: 100 });
  assert.deepEqual(lines.lines, JOB_LINES);

  const made = () => engine.of(daemon).filter(({ action }) => action === 'create');
  for (const { container } of made())
    await engine.seen(event => event.container === container && event.action === 'destroy');
  const jobs = engine.of(daemon).filter(({ step }) => step === 'job');
  assert.deepEqual(
    ['create', 'start', 'die'].map(action => jobs.filter(event => event.action === action).length),
    [1, 1, 1],
  );
  assert.equal(await docker('ps', '--all', '--quiet', '--filter', `label=dev.fractale.home=${daemon}`), '');
  assert.deepEqual(await plan.buildContainers(), []);

  await home.stop();
  versionsKept(home.home, state);
  assert.doesNotMatch(readFileSync(home.home.daemonLog, 'utf8'), /^\S+ (?!info )/mu);
}

/** What was in the middle when the daemon died is in the same attempt still, or was repeated as it was. */
function goesOnWhereItWas(state: RunState, events: readonly RunEvent[]): void {
  const resumed = events.findIndex(({ type }) => type === 'run.resumed');
  if (resumed === -1) return;
  for (const before of foldAll(events.slice(0, resumed))?.steps ?? []) {
    const step = state.steps.find(({ id }) => id === before.id);
    const [first, second] = before.attempts.length === 0 ? [] : (step?.attempts ?? []);
    const [open] = before.attempts;
    if (open?.execution === undefined || open.exit !== undefined || first?.status === 'succeeded') {
      assert.equal(second, undefined);
    } else {
      assert.equal(first?.status, 'interrupted');
      assert.equal(first?.spent, false);
      assert.equal(second?.repeats, 1);
    }
  }
}

/** No question is asked again once its reply is on record. */
function asksNothingTwice(requests: number, events: readonly RunEvent[]): void {
  const count = (type: RunEvent['type']) => events.filter(event => event.type === type).length;
  assert.equal(count('model.answered'), 2);
  assert.ok(requests <= count('model.asked'), `${requests} requests`);
  const resumed = events.findIndex(({ type }) => type === 'run.resumed');
  const last = events.slice(0, Math.max(resumed, 0)).findLast(({ type }) => type.startsWith('model.'));
  assert.equal(count('model.asked'), last?.type === 'model.asked' ? 3 : 2);
}

function lastJob(state: RunState): { run: string; step: string; attempt: number } {
  const job: StepState | undefined = state.steps.at(-1);
  return { run: state.id, step: job?.id ?? '', attempt: job?.attempts.at(-1)?.number ?? 0 };
}
