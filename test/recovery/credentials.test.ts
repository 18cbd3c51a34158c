import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrashHome } from './fixtures/crashHome.ts';
import { CrashPlan } from './fixtures/crashPlan.ts';
import { Watcher } from './fixtures/watcher.ts';

/** A home whose daemon was killed while the model was asked: what comes back needs a key. */
async function killedInQuestion(home: CrashHome, plan: CrashPlan): Promise<string> {
  const connection = await home.connect();
  home.gemini.script([() => new Promise(() => {})]);
  const run = await home.begin(connection, plan);
  await home.gemini.seen(1);
  await home.kill();
  return run;
}

test('a recovered run that gets no key is set aside with what to do, and goes on with the key of resume', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const run = await killedInQuestion(home, plan);
  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  const { reason } = await watcher.reaches(({ status }) => status === 'interrupted');
  assert.match(reason ?? '', /GEMINI_API_KEY/u);

  await connection.request('run/resume', { run, credentials: home.credentials });
  const state = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  assert.equal(home.gemini.requests.length, 3);
});

test('a recovered run goes on with the key of a client that comes after others without one', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  await killedInQuestion(home, plan);
  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  await watcher.seen(({ type }) => type === 'run.resumed');
  await home.connect();
  await home.connect(home.credentials);
  const state = await watcher.reaches(({ status }) => status !== 'running');
  assert.equal(state.status, 'succeeded', state.reason);
});

test('a recovered run that waits for a key can be cancelled, and the daemon can be stopped', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const run = await killedInQuestion(home, plan);
  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  await watcher.seen(({ type }) => type === 'run.resumed');
  await home.stop();

  const next = await home.connect();
  assert.equal((await next.request('run/get', { run })).status, 'interrupted');
  await next.request('run/resume', { run });
  assert.equal((await next.request('run/cancel', { run })).status, 'cancelled');
  const { status, steps } = await next.request('run/get', { run });
  assert.equal(status, 'cancelled');
  assert.equal(steps[0]?.attempts.length, 1);
});
