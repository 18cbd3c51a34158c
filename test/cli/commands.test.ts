import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../daemon/protocol/userError.ts';
import { CREATED, IMAGE, JOB, RUN, SUCCEEDED, script } from './sampleRun.ts';
import { ScriptedDaemon } from './scriptedDaemon.ts';
import { runInPipe, TestCli } from './testCli.ts';

/** The sample run, with its texts and logs. */
function finished(): ScriptedDaemon {
  const daemon = new ScriptedDaemon(SUCCEEDED);
  daemon.texts.set('3'.repeat(64), 'FROM debian\nRUN git clone https://x\n');
  daemon.texts.set(
    '4'.repeat(64),
    'FROM debian\nRUN apt-get install ca-certificates\nRUN git clone https://x\n',
  );
  daemon.texts.set('7'.repeat(64), 'FROM debian\nRUN apt-get install lammps\n');
  daemon.texts.set('b'.repeat(64), 'kind: Job\n');
  daemon.texts.set('5'.repeat(64), 'Persona:\u001b[31m you\n');
  daemon.logs.set('image/1', ['first attempt']);
  daemon.logs.set('image/2', ['Step 1/3', '10 %\r100 %', '\u001b[31mred\u001b[0m\tend']);
  daemon.logs.set('run/1', ['Loop time of 1.02']);
  return daemon;
}

async function json(args: readonly string[], daemon = finished()): Promise<unknown> {
  const { out, err } = await runInPipe([...args, '--json'], { daemon });
  assert.equal(err, '');
  assert.equal(daemon.open, 0);
  return JSON.parse(out);
}

test('runs --json and show --json print the folded states', async () => {
  const daemon = finished();
  assert.deepEqual(await json(['runs'], daemon), [daemon.state]);
  assert.deepEqual(await json(['show', 'latest'], daemon), daemon.state);
  assert.deepEqual(daemon.params('run/get'), [{ run: 'latest' }]);
  assert.deepEqual(await json(['show', RUN, '--attempt', 'image/2']), daemon.state.steps[0]?.attempts[1]);
});

test('runs says when there are none', async () => {
  const { status, out } = await runInPipe(['runs'], {
    daemon: new ScriptedDaemon([], { 'run/list': () => [] }),
  });
  assert.deepEqual(
    { status, out },
    { status: 0, out: 'There are no runs yet. Start one with: fractale run PLAN\n' },
  );
});

test('show --attempt prints one text, exactly in a pipe and harmless on a terminal', async () => {
  const artifact = await runInPipe(['show', RUN, '--attempt', 'image/2'], { daemon: finished() });
  assert.equal(artifact.out, 'FROM debian\nRUN apt-get install lammps\n');
  const prompt = ['show', RUN, '--attempt', 'image/2', '--prompt'];
  assert.equal((await runInPipe(prompt, { daemon: finished() })).out, 'Persona:\u001b[31m you\n');
  const terminal = new TestCli({ daemon: finished(), terminal: 80 });
  await terminal.run(...prompt);
  await terminal.until(() => terminal.out === 'Persona: you\n');
  assert.deepEqual(await json(prompt), { prompt: 'Persona:\u001b[31m you\n' });
});

test('what does not exist is an error that names what does', async () => {
  const daemon = finished();
  const wrong = async (...args: readonly string[]) => {
    const { status, err } = await runInPipe(args, { daemon });
    assert.equal(status, 2);
    return err;
  };
  assert.match(await wrong('logs', `${RUN}/imge`), /has no step 'imge'\n\s+Its steps: image, run\./u);
  assert.match(await wrong('logs', `${RUN}/image/7`), /no attempt 7\n\s+Its attempts: 1, 2\./u);
  assert.match(await wrong('show', RUN, '--attempt', 'image/9'), /Its attempts: 1, 2\./u);
  assert.match(await wrong('diff', `${RUN}/image`, '1', '9'), /Its attempts: 1, 2\./u);
  assert.match(await wrong('diff', `${RUN}/image`, '1'), /A difference needs two attempts/u);
});

test('logs: the newest attempt of each step, a step, one attempt', async () => {
  const logs = async (name: string) => (await runInPipe(['logs', name], { daemon: finished() })).out;
  assert.equal(
    await logs(RUN),
    '==> image/2 <==\nStep 1/3\n100 %\nred\tend\n\n==> run/1 <==\nLoop time of 1.02\n',
  );
  assert.equal(await logs(`${RUN}/image`), 'Step 1/3\n100 %\nred\tend\n');
  assert.equal(await logs(`${RUN}/image/1`), 'first attempt\n');
  const { out } = await runInPipe(['logs', `${RUN}/image/2`, '--json'], { daemon: finished() });
  assert.deepEqual(
    out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
      .at(-1),
    { run: RUN, step: 'image', attempt: 2, line: 3, text: '\u001b[31mred\u001b[0m\tend' },
  );
});

test('logs of many lines come whole and in order', async () => {
  const daemon = finished();
  const lines = Array.from({ length: 12_345 }, (_, index) => `line ${index + 1}`);
  daemon.logs.set('run/1', lines);
  const { out } = await runInPipe(['logs', `${RUN}/run`], { daemon });
  assert.equal(out, `${lines.join('\n')}\n`);
});

test('logs -f goes on over attempts, steps and lost connections, and prints nothing twice', async () => {
  const executing = SUCCEEDED.findIndex(event => event.type === 'execution.started');
  const daemon = new ScriptedDaemon(SUCCEEDED.slice(0, executing + 1));
  daemon.logs.set('image/1', ['a']);
  const test = new TestCli({ daemon });
  const following = test.run('logs', RUN, '-f');
  await test.until(() => test.out.includes('a\n'));
  daemon.grow('image', 1, 'b');
  await test.until(() => test.out.includes('b\n'));
  daemon.drop();
  daemon.grow('image', 1, 'c');
  await test.until(() => test.out.includes('c\n'));
  daemon.grow('image', 2, 'second');
  daemon.grow('run', 1, 'Loop time');
  daemon.tell(...SUCCEEDED.slice(executing + 1));
  assert.equal(await following, 0);
  assert.equal(test.out, '==> image/1 <==\na\nb\nc\n\n==> image/2 <==\nsecond\n\n==> run/1 <==\nLoop time\n');
  assert.equal(daemon.open, 0);
});

test('diff: the last two attempts, two that are named, and what preflight changed', async () => {
  const diff = async (...args: readonly string[]) =>
    (await runInPipe(['diff', ...args], { daemon: finished() })).out;
  const newest =
    '--- image/1 executed\n+++ image/2 executed\n@@ -1,3 +1,2 @@\n FROM debian\n' +
    '-RUN apt-get install ca-certificates\n-RUN git clone https://x\n+RUN apt-get install lammps\n';
  assert.equal(await diff(`${RUN}/image`), newest);
  assert.equal(await diff(`${RUN}/image`, '1', '2'), newest);
  assert.match(await diff(`${RUN}/image`, '2', '1'), /^--- image\/2 executed\n\+\+\+ image\/1 executed/u);
  assert.equal(await diff(`${RUN}/run`), 'Attempt 1 was executed as proposed.\n');

  const first = SUCCEEDED.findIndex(event => event.type === 'attempt.started' && event.attempt === 2);
  const one = new ScriptedDaemon(SUCCEEDED.slice(0, first));
  for (const digest of ['3', '4'])
    one.texts.set(digest.repeat(64), finished().texts.get(digest.repeat(64)) ?? '');
  const { out } = await runInPipe(['diff', `${RUN}/image`], { daemon: one });
  assert.match(
    out,
    /^--- image\/1 proposed\n\+\+\+ image\/1 executed\n.*\n FROM debian\n\+RUN apt-get install ca-certificates\n/u,
  );

  const document = (await json(['diff', `${RUN}/image`])) as { hunks: { lines: unknown[] }[] };
  assert.deepEqual(document.hunks[0]?.lines.slice(0, 2), [
    { kind: 'same', text: 'FROM debian', before: 1, after: 1 },
    { kind: 'removed', text: 'RUN apt-get install ca-certificates', before: 2 },
  ]);
});

test('cancel resolves the name first, and says what it found', async () => {
  const daemon = new ScriptedDaemon(SUCCEEDED.slice(0, 9), { 'run/cancel': () => ({ status: 'cancelled' }) });
  const { status, out } = await runInPipe(['cancel', 'latest'], { daemon });
  assert.deepEqual({ status, out }, { status: 0, out: `Run ${RUN} is cancelled.\n` });
  assert.deepEqual(daemon.params('run/cancel'), [{ run: RUN }]);
  assert.deepEqual(await json(['cancel', 'latest'], daemon), { run: RUN, status: 'cancelled' });
});

test('ask: the reply on stdout, the model that gave it on stderr', async () => {
  const daemon = new ScriptedDaemon([], {
    'model/ask': ({ model }) => ({ reply: 'lammps', model, tokens: 12, usd: 0.0001 }),
  });
  const { status, out, err } = await runInPipe(['ask', 'which', 'package?'], {
    daemon,
    env: { FRACTALE_MODEL: 'replay/a.jsonl' },
  });
  assert.deepEqual(
    { status, out, err },
    { status: 0, out: 'lammps\n', err: 'replay/a.jsonl (a recorded conversation) · 12 tokens · $0.0001\n' },
  );
  assert.equal(daemon.params('model/ask')[0]?.prompt, 'which package?');
  await runInPipe(['ask', 'x'], { daemon });
  assert.equal(daemon.params('model/ask')[1]?.model, 'gemini/gemini-2.5-pro');

  const piped = new TestCli({ daemon });
  piped.stdin.end('from a pipe');
  await piped.run('ask', '-', '--json');
  assert.equal(daemon.params('model/ask')[2]?.prompt, 'from a pipe');
});

test('doctor: what is there, what is missing and what to do', async () => {
  const daemon = new ScriptedDaemon([], {
    'doctor/check': () => [
      { name: 'Docker', status: 'ok', detail: '20.10 at unix:///var/run/docker.sock', fix: 'never said' },
      {
        name: 'key',
        status: 'missing',
        detail: 'GEMINI_API_KEY is not set',
        fix: 'export GEMINI_API_KEY=…\nor use replay/',
      },
    ],
  });
  const { status, out } = await runInPipe(['doctor'], { daemon });
  assert.equal(status, 3);
  assert.equal(
    out,
    '✓ Docker  20.10 at unix:///var/run/docker.sock\n' +
      '✗ key     GEMINI_API_KEY is not set\n          export GEMINI_API_KEY=…\n          or use replay/\n',
  );
  const broken = new ScriptedDaemon([], {
    'doctor/check': () => {
      throw new UserError('no-daemon', 'the daemon does not start', 'Look into its log.');
    },
  });
  assert.deepEqual(await json(['doctor'], broken), [
    { name: 'daemon', status: 'missing', detail: 'the daemon does not start', fix: 'Look into its log.' },
  ]);
});

const STATUS = {
  pid: 4711,
  version: '0.1.0',
  build: '0.1.0+1',
  startedAt: 0,
  home: '/home/ada/.local/state/fractale',
  socket: '/run/user/1000/fractale/d.sock',
  log: '/home/ada/.local/state/fractale/daemon.log',
  clients: [{ kind: 'cli', name: 'fractale', pid: 1 }],
  runs: [RUN],
  memory: { rss: 80_000_000, heapUsed: 20_000_000 },
} as const;

test('daemon status, start and stop', async () => {
  const daemon: ScriptedDaemon = new ScriptedDaemon([], {
    'daemon/status': () => STATUS,
    'daemon/stop': ({ force }) => {
      if (force) setImmediate(() => daemon.drop());
      return { stopping: force, runs: [RUN] };
    },
  });
  assert.deepEqual(await json(['daemon', 'status'], daemon), STATUS);
  assert.equal((await runInPipe(['daemon', 'start'], { daemon })).out, 'The daemon runs, process 4711.\n');
  const busy = await runInPipe(['daemon', 'stop'], { daemon });
  assert.equal(busy.status, 1);
  assert.match(busy.out, new RegExp(`works on 1 run: ${RUN}\n.*--force`, 'u'));
  const forced = await runInPipe(['daemon', 'stop', '--force'], { daemon });
  assert.equal(forced.status, 0);
  assert.equal(
    forced.out,
    `The daemon has ended.\nRun ${RUN} is interrupted. Go on with: fractale resume ${RUN}\n`,
  );

  const none = await runInPipe(['daemon', 'status']);
  assert.equal(none.status, 3);
  assert.match(none.out, /^No daemon runs\./u);
  const document = await runInPipe(['daemon', 'status', '--json']);
  assert.deepEqual(JSON.parse(document.out), { pid: null, version: '0.1.0', clients: [], runs: [] });
  assert.equal((await runInPipe(['daemon', 'stop'])).status, 0);
});

test('validate needs no daemon, and tells where and how', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fractale-validate-'));
  try {
    await writeFile(
      join(folder, 'good.yaml'),
      'name: x\nplan:\n- agent: build\n  context: {application: x}\n',
    );
    await writeFile(join(folder, 'bad.yaml'), 'name: x\nplan:\n- agnt: build\n  context: {application: x}\n');
    const good = await runInPipe(['validate', 'good.yaml'], { cwd: folder });
    assert.deepEqual(good, { status: 0, out: '✓ good.yaml: a valid plan, 1 step\n', err: '' });
    const both = await runInPipe(['validate', 'bad.yaml', 'good.yaml'], { cwd: folder });
    assert.equal(both.status, 2);
    assert.match(
      both.out,
      /^bad\.yaml:3:3: error: .*agnt.*\n3 \| - agnt: build\n {2}\| {3}\^\^\^\^\n {4}fix: .*agent/u,
    );
    assert.match(both.out, /✓ good\.yaml/u);
    const { out } = await runInPipe(['validate', 'bad.yaml', 'good.yaml', '--json'], { cwd: folder });
    const [bad, fine] = JSON.parse(out);
    assert.equal(bad.file, 'bad.yaml');
    assert.equal(bad.problems[0].line, 3);
    assert.deepEqual(fine, { file: 'good.yaml', problems: [] });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a waiting run and an interrupted one are shown with what to do', async () => {
  const waiting = await runInPipe(['show', RUN], {
    daemon: new ScriptedDaemon(script([CREATED, ...IMAGE, ...JOB])),
  });
  assert.match(waiting.out, new RegExp(`waits for a person: fractale review ${RUN}`, 'u'));
});
