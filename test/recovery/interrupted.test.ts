import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunEvent } from '../../daemon/protocol/events.ts';
import type { RunState } from '../../daemon/protocol/state.ts';
import { CrashHome } from './fixtures/crashHome.ts';
import { CrashPlan, docker, JOB_LINES } from './fixtures/crashPlan.ts';
import { EngineEvents } from './fixtures/engineEvents.ts';
import { Watcher } from './fixtures/watcher.ts';

let engine: EngineEvents;
before(async () => {
  engine = await EngineEvents.start();
});
after(() => engine[Symbol.asyncDispose]());

/** Containers of jobs of the home, whatever their state. */
function containers(daemon: string): Promise<string> {
  return docker('ps', '--all', '--quiet', '--no-trunc', '--filter', `label=dev.fractale.home=${daemon}`);
}

function hasEnded({ status }: RunState): boolean {
  return status !== 'running' && status !== 'waiting';
}

function jobs(daemon: string, action: string): number {
  return engine.of(daemon).filter(event => event.step === 'job' && event.action === action).length;
}

/** A run whose job runs: its container has been told to start. */
async function withJob(
  home: CrashHome,
  plan: CrashPlan,
  more: object = {},
): Promise<{ run: string; daemon: string; watcher: Watcher }> {
  const connection = await home.connect();
  const daemon = await home.id(connection);
  const watcher = await Watcher.start(connection);
  const run = await home.begin(connection, plan, plan.text(more));
  await engine.seen(event => event.home === daemon && event.step === 'job' && event.action === 'start');
  return { run, daemon, watcher };
}

test('on_interrupt: stop leaves the job its container, and resume adopts it', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const { run, daemon } = await withJob(home, plan, { on_interrupt: 'stop' });
  await home.kill();

  const connection = await home.connect();
  const state = await (await Watcher.start(connection)).reaches(hasEnded);
  assert.equal(state.status, 'interrupted');
  assert.match(state.reason ?? '', /on_interrupt: stop/u);
  assert.notEqual(await containers(daemon), '');

  const another = await home.connect();
  const both = [connection, another].map(client => client.request('run/resume', { run }));
  const answers = await Promise.allSettled(both);
  assert.deepEqual(answers.map(answer => answer.status).toSorted(), ['fulfilled', 'rejected']);
  const watcher = await Watcher.start(connection);
  const { status, reason, steps } = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(status, 'succeeded', reason);
  assert.equal(steps[1]?.attempts.length, 1);
  assert.equal(steps[1]?.attempts[0]?.execution?.adopted, true);
  const log = await connection.request('log/read', { run, step: 'job', attempt: 1, from: 1, limit: 100 });
  assert.deepEqual(log.lines, JOB_LINES);
  assert.equal(jobs(daemon, 'start'), 1);
  assert.equal(await containers(daemon), '');
});

test('a run that was set aside while its job runs on is cancelled with it', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t, { script: 'echo started; sleep 600' });
  const { run, daemon } = await withJob(home, plan, { on_interrupt: 'stop' });
  await home.kill();

  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  await watcher.reaches(({ status }) => status === 'interrupted');
  const { status } = await connection.request('run/cancel', { run });
  assert.equal(status, 'cancelled');
  assert.equal(await containers(daemon), '');
  const state = await connection.request('run/get', { run });
  assert.equal(state.status, 'cancelled');
});

test('daemon/stop in the middle of a job removes it, and resume repeats it without the model', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const { run, daemon } = await withJob(home, plan);
  await home.stop();
  assert.equal(await containers(daemon), '');

  const connection = await home.connect();
  const before = await connection.request('run/get', { run });
  assert.equal(before.status, 'interrupted');
  assert.match(before.reason ?? '', /the daemon was stopped/u);
  assert.equal(before.steps[1]?.attempts[0]?.status, 'interrupted');
  await connection.request('run/resume', { run });
  const watcher = await Watcher.start(connection);
  const state = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  assert.deepEqual(
    state.steps[1]?.attempts.map(({ status, repeats, spent }) => ({ status, repeats, spent })),
    [
      { status: 'interrupted', repeats: undefined, spent: false },
      { status: 'succeeded', repeats: 1, spent: true },
    ],
  );
  assert.equal(home.gemini.requests.length, 2);
});

test('daemon/stop in the middle of a build leaves nothing of it, and resume repeats it', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t, { buildSeconds: 2 });
  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  const run = await home.begin(connection, plan);
  await watcher.seen(event => event.type === 'instruction.finished' && event.instruction.index === 2);
  await home.stop();
  assert.deepEqual(await plan.buildContainers(), []);

  const next = await home.connect(home.credentials);
  assert.equal((await next.request('run/get', { run })).status, 'interrupted');
  await next.request('run/resume', { run });
  const state = await (await Watcher.start(next)).reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  assert.equal(state.steps[0]?.attempts.length, 2);
  assert.equal(home.gemini.requests.length, 2);
});

test('the container is removed by somebody while no daemon runs: the attempt is repeated', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const { run, daemon } = await withJob(home, plan);
  await home.kill();
  await docker('rm', '--force', await containers(daemon));

  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  const state = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  assert.deepEqual(
    state.steps[1]?.attempts.map(({ status }) => status),
    ['interrupted', 'succeeded'],
  );
  const log = await connection.request('log/read', { run, step: 'job', attempt: 2, from: 1, limit: 100 });
  assert.deepEqual(log.lines, JOB_LINES);
  assert.equal(home.gemini.requests.length, 2);
});

test('the job ends while no daemon runs: its result and its whole log are adopted', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t, { script: 'echo started; sleep 0.5; seq 100000; echo done; exit 0' });
  const { run, daemon } = await withJob(home, plan);
  await home.kill();
  await engine.seen(event => event.home === daemon && event.step === 'job' && event.action === 'die');

  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  const state = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  assert.equal(state.steps[1]?.attempts.length, 1);
  assert.equal(state.steps[1]?.attempts[0]?.log?.lines, 100_002);
  const log = await connection.request('log/read', {
    run,
    step: 'job',
    attempt: 1,
    from: 100_000,
    limit: 10,
  });
  assert.deepEqual(log.lines, ['99999', '100000', 'done']);
  assert.equal(jobs(daemon, 'start'), 1);
  assert.equal(await containers(daemon), '');
});

test('a step that the daemon does not outlive five times in a row is set aside, and resume tries it again', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t, { buildSeconds: 3 });
  let connection = await home.connect();
  let watcher = await Watcher.start(connection);
  const run = await home.begin(connection, plan);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await watcher.seen(isBuild(attempt));
    await home.kill();
    connection = await home.connect();
    watcher = await Watcher.start(connection);
  }
  const state = await watcher.reaches(hasEnded);
  assert.equal(state.status, 'interrupted');
  assert.match(state.reason ?? '', /the daemon ended 5 times in a row during step image/u);
  assert.equal(state.steps[0]?.attempts.length, 5);

  await connection.request('run/resume', { run, credentials: home.credentials });
  watcher = await Watcher.start(connection);
  const end = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(end.status, 'succeeded', end.reason);
  assert.equal(end.steps[0]?.attempts.length, 6);
  assert.equal(home.gemini.requests.length, 2);
});

test('a job that the daemon does not outlive five times in a row is set aside with its container', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t, { script: 'echo started; sleep 600' });
  const { run, daemon } = await withJob(home, plan);
  for (let death = 1; death <= 4; death += 1) {
    await home.kill();
    const watcher = await Watcher.start(await home.connect());
    const adopted = (event: RunEvent) => event.type === 'execution.adopted';
    await watcher.reaches(() => watcher.events.filter(adopted).length === death);
  }
  await home.kill();

  const connection = await home.connect();
  const { status, reason } = await connection.request('run/get', { run });
  assert.equal(status, 'interrupted');
  assert.match(reason ?? '', /the daemon ended 5 times in a row during step job/u);
  assert.notEqual(await containers(daemon), '');
  await connection.request('run/resume', { run });
  const watcher = await Watcher.start(connection);
  await watcher.reaches(() => watcher.events.filter(({ type }) => type === 'execution.adopted').length === 5);
  assert.equal((await connection.request('run/cancel', { run })).status, 'cancelled');
  assert.equal(await containers(daemon), '');
  assert.equal(jobs(daemon, 'start'), 1);
});

test('a run can be cancelled as soon as there is a daemon again', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t, { script: 'echo started; sleep 600' });
  const { run, daemon } = await withJob(home, plan);
  await home.kill();
  const connection = await home.connect();
  assert.equal((await connection.request('run/cancel', { run })).status, 'cancelled');
  assert.equal(await containers(daemon), '');
});

function isBuild(attempt: number): (event: RunEvent) => boolean {
  return event => event.type === 'execution.started' && event.attempt === attempt;
}
