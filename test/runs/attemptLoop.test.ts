import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { geminiFaults } from '../fixtures/geminiFaults.ts';
import { TestEngine } from '../fixtures/testEngine.ts';

const dockerfile = (line: string) => `\`\`\`dockerfile\nFROM debian:bookworm\nRUN ${line}\n\`\`\``;
const plan = (more = '', step = '') => `name: Test
model: gemini/gemini-2.5-pro
${more}
steps:
- id: image
  agent: build
  ${step}
  context: {application: app, max_attempts: 3}
`;
const fails = (line: string) => ({ log: `${line}\n`, exit: { kind: 'exited', code: 1 } as const });

test('max_attempts N is exactly N attempts, and each prompt carries what failed before', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a'), dockerfile('b'), dockerfile('c'), dockerfile('d')]);
  engine.platform.script(
    fails('E: Unable to locate package one'),
    fails('E: Unable to locate package two'),
    fails('E: Unable to locate package three'),
  );
  const state = await engine.work(plan());
  assert.equal(state.status, 'failed');
  assert.equal(state.category, 'build.dependency');
  assert.match(state.reason ?? '', /3 of 3 attempts failed/u);
  assert.equal(engine.platform.builds.length, 3);
  assert.equal(engine.gemini.requests.length, 3);
  const last = engine.gemini.requests[2]?.prompt ?? '';
  assert.match(last, /RUN b/u);
  assert.match(last, /Unable to locate package two/u);
  assert.match(last, /attempt 1: [^\n]*package one/u);
  assert.deepEqual(
    state.steps[0]?.attempts.map(({ change }) => change),
    [undefined, { added: 1, removed: 1 }, { added: 1, removed: 1 }],
  );
});

test('a reply that cannot be used is an attempt of its own kind, and is never built', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([geminiFaults.safety(''), geminiFaults.maxTokensEmpty(), dockerfile('a')]);
  const state = await engine.work(plan());
  assert.equal(state.status, 'succeeded');
  assert.deepEqual(
    state.steps[0]?.attempts.map(({ verdict }) => verdict?.category),
    ['reply.blocked', 'reply.cut', undefined],
  );
  assert.equal(engine.platform.builds.length, 1);
  assert.ok(state.usage.calls === 3 && state.usage.total > 0);
});

test('an unchanged reply is not built again, and twice the same ends the step', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.always(dockerfile('a'));
  engine.platform.script(fails('E: Unable to locate package one'));
  const state = await engine.work(plan());
  assert.equal(engine.platform.builds.length, 1);
  assert.deepEqual(
    state.steps[0]?.attempts.map(({ verdict }) => verdict?.category),
    ['build.dependency', 'reply.unchanged', 'reply.unchanged'],
  );
  assert.equal(state.category, 'limit.repeat');
});

test('what the machine does wrong stops the step with its reason and asks no model', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a'), dockerfile('b')]);
  engine.platform.script({
    exit: { kind: 'infrastructure', category: 'infra.disk', message: 'no space left on device' },
  });
  const run = await engine.start(plan());
  const failed = await engine.ended(run);
  assert.equal(failed.category, 'infra.disk');
  assert.equal(failed.steps[0]?.attempts[0]?.spent, false);
  assert.equal(engine.gemini.requests.length, 1);
  await engine.runs.resume(run);
  const resumed = await engine.reaches(run, ({ status }) => status === 'succeeded');
  assert.equal(engine.gemini.requests.length, 1, 'the same Dockerfile is built again without asking');
  assert.equal(resumed.steps[0]?.attempts[1]?.repeats, 1);
});

test('a provider that refuses for good stops the step and spends no attempt', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.always(geminiFaults.dailyQuota());
  const state = await engine.work(plan());
  assert.equal(state.category, 'model.quota');
  assert.equal(engine.gemini.requests.length, 1);
  assert.equal(state.steps[0]?.attempts[0]?.spent, false);
});

test('the token limit holds: the call that crosses it is the last', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a'), dockerfile('b')]);
  engine.platform.script(fails('E: Unable to locate package one'));
  const state = await engine.work(plan('limits: {tokens: 1}'));
  assert.equal(state.category, 'limit.tokens');
  assert.equal(engine.gemini.requests.length, 1);
  assert.match(state.reason ?? '', /raise limits\.tokens/u);
});

test('a rejection’s words reach the next prompt; an edited text is what is built', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a'), dockerfile('b')]);
  const run = await engine.start(plan('', 'review: ask'));
  const waiting = (attempt: number) =>
    engine.reaches(run, state => state.status === 'waiting' && state.steps[0]?.attempts.length === attempt);
  await waiting(1);
  await engine.runs.answer({
    run,
    step: 'image',
    attempt: 1,
    decision: 'reject',
    text: 'Use the gcc image',
    by: 'ada',
  });
  await waiting(2);
  assert.match(engine.gemini.requests[1]?.prompt ?? '', /rejected it.*Use the gcc image/su);
  const text = 'FROM debian:bookworm\nRUN mine\n';
  await engine.runs.answer({ run, step: 'image', attempt: 2, decision: 'edit', text, by: 'ada' });
  const state = await engine.ended(run);
  assert.equal(state.status, 'succeeded');
  assert.deepEqual(
    engine.platform.builds.map(build => build.dockerfile),
    [text],
  );
  assert.equal(state.steps[0]?.attempts[1]?.review?.by, 'ada');
});

test('a review that nobody answers in time sets the run aside, and resume asks again', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a')]);
  const run = await engine.start(plan('', 'review: {mode: ask, minutes: 0.0001}'));
  const state = await engine.reaches(run, ({ status }) => status === 'interrupted');
  assert.match(state.reason ?? '', /nobody answered the review/u);
  const before = state.seq;
  await engine.runs.resume(run);
  await engine.reaches(run, ({ status, seq }) => status === 'interrupted' && seq > before);
  assert.equal(engine.gemini.requests.length, 1, 'the proposal is kept');
  assert.equal(engine.platform.builds.length, 0);
});

test('cancel ends a run in the middle of an execution, and while it waits for a person', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.always(dockerfile('a'));
  engine.platform.script({ hangs: true });
  const building = await engine.start(plan());
  await engine.reaches(building, state => state.steps[0]?.attempts[0]?.stage === 'execute');
  assert.equal(await engine.runs.cancel(building), 'cancelled');
  const asking = await engine.start(plan('', 'review: ask'));
  await engine.reaches(asking, ({ status }) => status === 'waiting');
  assert.equal(await engine.runs.cancel(asking), 'cancelled');
  assert.deepEqual(engine.runs.active, []);
});

test('--use-cache takes a succeeded step over, and not when an input or the image changed', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.always(dockerfile('a'));
  await engine.work(plan(), { useCache: true });
  const cached = await engine.work(plan(), { useCache: true });
  assert.equal(cached.steps[0]?.cachedFrom?.attempt, 1);
  assert.equal(engine.platform.builds.length, 1);
  await engine.work(plan().replace('application: app', 'application: other'), { useCache: true });
  assert.equal(engine.platform.builds.length, 2);
  engine.platform.images.set('app', 'sha256:somebody-elses');
  await engine.work(plan(), { useCache: true });
  assert.equal(engine.platform.builds.length, 3);
});

test('one step: it is worked anew, the earlier ones come from the cache, the later ones are left out', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.always(dockerfile('a'));
  const three = (id: string) => `- {id: ${id}, agent: build, context: {application: ${id}}}\n`;
  const text = `name: Three\nmodel: gemini/gemini-2.5-pro\nsteps:\n${three('a')}${three('b')}${three('c')}`;
  await engine.work(text);
  assert.equal(engine.platform.builds.length, 3);
  const state = await engine.work(text, { step: 'b' });
  assert.equal(state.status, 'succeeded');
  assert.deepEqual(
    state.steps.map(({ id, cachedFrom }) => [id, cachedFrom !== undefined]),
    [
      ['a', true],
      ['b', false],
    ],
  );
  assert.equal(engine.platform.builds.length, 4);
  await assert.rejects(engine.start(text, { step: 'd' }), /no step d/u);
});

test('a failure is not cached', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a'), dockerfile('b'), dockerfile('c'), dockerfile('a')]);
  engine.platform.script(
    fails('E: Unable to locate package one'),
    fails('E: Unable to locate package two'),
    fails('x'),
  );
  assert.equal((await engine.work(plan(), { useCache: true })).status, 'failed');
  assert.equal((await engine.work(plan(), { useCache: true })).status, 'succeeded');
});

const twoSteps = `name: Two
model: gemini/gemini-2.5-pro
plan:
- agent: build
  context: {application: app, outfile: out/Dockerfile}
- agent: kubernetes-job
  context: {no_pull: true, details: run it}
`;
const job = `\`\`\`yaml
apiVersion: batch/v1
kind: Job
metadata: {name: x}
spec:
  template:
    spec:
      containers:
      - {name: app, image: wrong, command: [app, --run]}
\`\`\``;

test('a later step sees what the earlier one made: the image by its id, the Dockerfile in the first prompt', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a'), job]);
  const state = await engine.work(twoSteps, { results: join(engine.folder, 'results'), incremental: true });
  assert.equal(state.status, 'succeeded');
  assert.match(engine.gemini.requests[1]?.prompt ?? '', /FROM debian:bookworm\nRUN a/u);
  assert.equal(engine.platform.jobs[0]?.image, 'sha256:1');
  assert.equal(engine.platform.jobs[0]?.pull, 'never');
  assert.deepEqual(
    state.steps[1]?.attempts[0]?.edits.map(({ rule }) => rule),
    ['image', 'name', 'namespace', 'pull-policy', 'restart-policy', 'backoff'],
  );
  const written = await readFile(join(engine.folder, 'out/Dockerfile'), 'utf8');
  assert.equal(written, 'FROM debian:bookworm\nRUN a\n# Generated by fractale build agent\n');
  const [file = ''] = await readdir(join(engine.folder, 'results'));
  assert.match(file, /^results-\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.json$/u);
  const results = JSON.parse(await readFile(join(engine.folder, 'results', file), 'utf8'));
  assert.equal(results.status, 'Succeeded');
  assert.deepEqual(
    results.steps.map(({ agent, attempts }: { agent: string; attempts: number }) => [agent, attempts]),
    [
      ['build', 1],
      ['kubernetes-job', 1],
    ],
  );
  assert.equal(results.manager.name, 'Two');
  assert.equal(results.fractale.id, state.id);
});

test('a job that only shows its help is no success', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('a'), job.replace('--run', '--help'), job]);
  const state = await engine.work(twoSteps);
  assert.equal(state.status, 'succeeded');
  assert.equal(state.steps[1]?.attempts[0]?.verdict?.category, 'check.degenerate');
});

test('secrets of the run are in no event, text or file', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.script([dockerfile('echo test-key-0123456789')]);
  engine.platform.script({ log: 'test-key-0123456789\n' });
  const state = await engine.work(plan());
  assert.doesNotMatch(JSON.stringify(engine.store.events(0, { limit: 1000 })), /test-key/u);
  assert.match(engine.store.text(state.steps[0]?.attempts[0]?.artifact?.digest ?? '') ?? '', /\[redacted\]/u);
  assert.deepEqual((await engine.logs.read({ run: state.id, step: 'image', attempt: 1 }, 1, 10)).lines, [
    '[redacted]',
  ]);
});

test('the model: what was asked for, then the plan’s, then the default that came with the run', async () => {
  await using engine = await TestEngine.start();
  engine.gemini.always(dockerfile('a'));
  const named = await engine.work(plan(), { defaultModel: 'gemini/gemini-2.5-flash' });
  assert.equal(named.plan.model, 'gemini/gemini-2.5-pro');
  const unnamed = plan().replace(/^model: .*$/mu, '');
  const left = await engine.work(unnamed, { defaultModel: 'gemini/gemini-2.5-flash' });
  assert.equal(left.plan.model, 'gemini/gemini-2.5-flash');
  assert.equal(
    (await engine.work(plan(), { model: 'gemini/gemini-2.5-flash' })).plan.model,
    'gemini/gemini-2.5-flash',
  );
});

test('a plan with problems makes no run and says every problem', async () => {
  await using engine = await TestEngine.start();
  await assert.rejects(engine.start('name: x\nsteps:\n- agnt: build\n'), { code: 'invalid-plan' });
  await assert.rejects(
    engine.start(plan('limits: {usd: 1}').replace('gemini-2.5-pro', 'no-such')),
    /no price is known/u,
  );
  await assert.rejects(engine.start(plan('', 'isolation: vm')), /asks for isolation: vm/u);
  assert.deepEqual(engine.store.list(10), []);
});
