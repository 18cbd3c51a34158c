import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrashHome } from './fixtures/crashHome.ts';
import { CrashPlan } from './fixtures/crashPlan.ts';
import { Watcher } from './fixtures/watcher.ts';

const ASK = { review: 'ask' };

test('a review that waits when the daemon is killed can be answered as soon as there is another one', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const first = await home.connect();
  const before = await Watcher.start(first);
  const run = await home.begin(first, plan, plan.text({}, ASK));
  await before.seen(({ type }) => type === 'review.requested');
  await home.kill();

  const second = await home.connect(home.credentials);
  const image = { run, step: 'image', attempt: 1, by: 'a test' };
  await second.request('review/answer', { ...image, decision: 'accept' });
  await assert.rejects(second.request('review/answer', { ...image, decision: 'reject', text: 'no' }), {
    code: 'not-waiting',
  });

  const after = await Watcher.start(second);
  await after.seen(event => event.type === 'review.requested' && event.step === 'job');
  const job = await second.request('run/get', { run });
  const artifact = job.steps[1]?.attempts[0]?.artifact?.digest ?? '';
  const { text } = await second.request('text/read', { digest: artifact });
  const edited = text.replace('echo started', 'echo edited by hand');
  await second.request('review/answer', { ...image, step: 'job', decision: 'edit', text: edited });
  await home.kill();

  const third = await home.connect(home.credentials);
  const state = await (await Watcher.start(third)).reaches(({ finishedAt }) => finishedAt !== undefined);
  assert.equal(state.status, 'succeeded', state.reason);
  const { number = 0, repeats } = state.steps[1]?.attempts.at(-1) ?? {};
  assert.ok(repeats === undefined || repeats === 1);
  const log = await third.request('log/read', { run, step: 'job', attempt: number, from: 1, limit: 1 });
  assert.deepEqual(log.lines, ['edited by hand']);
  assert.equal(home.gemini.requests.length, 2);
});

test('a review of a run that was set aside is not taken for one that waits', async t => {
  const home = await CrashHome.make(t);
  const plan = new CrashPlan(t);
  const first = await home.connect();
  const watcher = await Watcher.start(first);
  const run = await home.begin(first, plan, plan.text({ on_interrupt: 'stop' }, ASK));
  await watcher.seen(({ type }) => type === 'review.requested');
  await home.kill();

  const second = await home.connect();
  const answer = { run, step: 'image', attempt: 1, by: 'a test', decision: 'accept' } as const;
  await assert.rejects(second.request('review/answer', answer), { code: 'not-waiting' });
  assert.equal((await second.request('run/get', { run })).status, 'interrupted');
  await second.request('run/resume', { run, credentials: home.credentials });
  await second.request('review/answer', answer);
  await second.request('run/cancel', { run });
});
