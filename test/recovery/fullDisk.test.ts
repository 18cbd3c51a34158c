import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EventStore } from '../../daemon/store/eventStore.ts';
import { CrashHome } from './fixtures/crashHome.ts';
import { CrashPlan, docker } from './fixtures/crashPlan.ts';
import { SmallDisk } from './fixtures/smallDisk.ts';
import { versionsKept } from './fixtures/versionsKept.ts';
import { Watcher } from './fixtures/watcher.ts';

function smallDisk(t: TestContext, mebibytes: number): SmallDisk | undefined {
  const disk = SmallDisk.mount(mebibytes);
  if (disk === undefined) t.skip('no file system of its own can be mounted: this needs root on Linux');
  return disk;
}

/** Every event of the home is whole and in its place. The daemon has ended. */
function eventsAreWhole({ home }: CrashHome): void {
  const store = EventStore.open(home);
  const events = store.events(0, { limit: -1 });
  store.close();
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
}

test('a run on a full disk is set aside in words, the daemon lives, and resume goes on when there is room', async t => {
  const disk = smallDisk(t, 16);
  if (disk === undefined) return;
  const home = await CrashHome.make(t, disk);
  const plan = new CrashPlan(t);
  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  home.gemini.script([
    ({ prompt }) => {
      disk.fill();
      return plan.reply(prompt);
    },
  ]);
  const run = await home.begin(connection, plan);
  const { reason } = await watcher.reaches(({ status }) => status === 'interrupted');
  assert.match(reason ?? '', /disk is full.*Free some space/u);
  await assert.rejects(home.begin(connection, plan), { code: 'storage' });
  await assert.rejects(connection.request('run/resume', { run }), { code: 'storage' });
  assert.deepEqual((await connection.request('daemon/status', null)).runs, []);

  disk.free();
  await connection.request('run/resume', { run, credentials: home.credentials });
  const state = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  await home.stop();
  eventsAreWhole(home);
  versionsKept(home.home, state);
});

test('a job whose log fills the disk is set aside without its container, and is repeated when there is room', async t => {
  const disk = smallDisk(t, 16);
  if (disk === undefined) return;
  const home = await CrashHome.make(t, disk);
  const plan = new CrashPlan(t, { script: `yes ${'x'.repeat(999)} | head -n 30000; echo done` });
  const connection = await home.connect();
  const watcher = await Watcher.start(connection);
  const run = await home.begin(connection, plan);
  const { reason } = await watcher.reaches(({ status }) => status === 'interrupted');
  assert.match(reason ?? '', /(no space left|disk is full).*Free some space/u);
  const jobs = await docker('ps', '--all', '--quiet', '--filter', `label=dev.fractale.run=${run}`);
  assert.equal(jobs, '');

  disk.grow(96);
  await connection.request('run/resume', { run, credentials: home.credentials });
  const state = await watcher.reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  const { number = 0, log } = state.steps[1]?.attempts.at(-1) ?? {};
  assert.deepEqual(log, { lines: 30_001, bytes: 30_000_005 });
  const job = { run, step: 'job', attempt: number };
  const { lines } = await connection.request('log/read', { ...job, from: 30_000, limit: 10 });
  assert.deepEqual(lines, ['x'.repeat(999), 'done']);
  await home.stop();
  eventsAreWhole(home);
  versionsKept(home.home, state);
});

test('a daemon that finds the disk full says so, and the next one takes up the run', async t => {
  const disk = smallDisk(t, 16);
  if (disk === undefined) return;
  const home = await CrashHome.make(t, disk);
  const plan = new CrashPlan(t);
  const connection = await home.connect();
  home.gemini.script([() => new Promise(() => {})]);
  await home.begin(connection, plan);
  await home.gemini.seen(1);
  await home.kill();
  disk.fill();
  await assert.rejects(home.connect(home.credentials), /disk is full/u);

  disk.free();
  const again = await home.connect(home.credentials);
  const state = await (await Watcher.start(again)).reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  await home.stop();
  eventsAreWhole(home);
});
