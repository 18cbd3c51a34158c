import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RunEvent } from '../../daemon/protocol/events.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { ACCEPTED, CREATED, IMAGE, JOB, RUN, type Scripted, SUCCEEDED, script } from './sampleRun.ts';
import { ScriptedDaemon } from './scriptedDaemon.ts';
import { runInPipe, TestCli } from './testCli.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fractale-run-'));
  await writeFile(join(folder, 'plan.yaml'), 'name: x\nplan:\n- agnt: build\n');
});
after(() => rm(folder, { recursive: true }));

const cancelled: Scripted = {
  type: 'run.finished',
  status: 'cancelled',
  reason: 'cancelled',
  category: 'person.cancelled',
};

/** What follows `list` in the same run. */
function next(list: readonly RunEvent[], ...events: readonly Scripted[]): RunEvent[] {
  const last = list.at(-1);
  assert.ok(last);
  return script(events, last);
}

test('--json prints every event and ends with run.finished', async () => {
  const { status, out, err } = await runInPipe(['run', 'plan.yaml', '--json'], {
    daemon: new ScriptedDaemon(SUCCEEDED),
    cwd: folder,
  });
  const events = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.equal(status, 0);
  assert.equal(err, '');
  assert.equal(events.length, SUCCEEDED.length);
  assert.deepEqual(
    events.toSorted((a, b) => a.seq - b.seq),
    SUCCEEDED,
  );
  assert.equal(events.at(-1).type, 'run.finished');
});

test('a lost connection: says so, goes on from the last event, and prints nothing twice', async () => {
  const daemon = new ScriptedDaemon(SUCCEEDED.slice(0, 10));
  const test = new TestCli({ daemon, cwd: folder });
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.out.includes('asks replay'));
  daemon.drop();
  await test.until(() => test.out.includes('connected again'));
  daemon.tell(...SUCCEEDED.slice(10));
  assert.equal(await running, 0);

  const whole = await runInPipe(['run', 'plan.yaml'], { daemon: new ScriptedDaemon(SUCCEEDED), cwd: folder });
  const lost = 'the connection to the daemon was lost: connects again\nconnected again\n';
  assert.equal(test.out.replace(lost, ''), whole.out);
  assert.equal(daemon.open, 0);
});

test('a daemon that goes and comes without end is given up', async () => {
  const daemon: ScriptedDaemon = new ScriptedDaemon([], {
    'run/subscribe': () => {
      setImmediate(() => daemon.drop());
      return { subscription: 1, last: 0 };
    },
  });
  const { status, err } = await runInPipe(['run', 'plan.yaml'], { daemon, cwd: folder });
  assert.match(err, /was lost 5 times without progress\n\s+Look at the run with: fractale show/u);
  assert.equal(status, 3);
});

test('Ctrl-C cancels the run, waits for it, and ends with status 130', async () => {
  const events = SUCCEEDED.slice(0, 20);
  const daemon: ScriptedDaemon = new ScriptedDaemon(events, {
    'run/cancel': () => {
      daemon.tell(...next(events, cancelled, { type: 'file.written', what: 'results', file: '/r.json' }));
      return { status: 'cancelled' };
    },
  });
  const test = new TestCli({ daemon, cwd: folder });
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.out.includes('failed: a dependency'));
  test.interrupt();
  assert.equal(await running, 130);
  assert.match(test.out, /cancels the run and waits for it; Ctrl-C again leaves at once/u);
  assert.match(test.out, /Build and run LAMMPS cancelled/u);
  assert.equal(test.left, undefined);
});

test('a second Ctrl-C leaves at once', async () => {
  const asked = Promise.withResolvers<void>();
  const daemon = new ScriptedDaemon(SUCCEEDED.slice(0, 20), {
    'run/cancel': () => {
      asked.resolve();
      return new Promise(() => {});
    },
  });
  const test = new TestCli({ daemon, cwd: folder, terminal: 80 });
  void test.run('run', 'plan.yaml');
  await test.until(() => test.screen.text.includes('✗ failed'));
  test.interrupt();
  await asked.promise;
  assert.equal(test.left, undefined);
  test.interrupt();
  assert.equal(test.left, 130);
  await test.until(() => test.screen.cursor);
});

test('a cancel that a lost connection swallowed is asked again', async () => {
  const events = SUCCEEDED.slice(0, 20);
  let times = 0;
  const daemon: ScriptedDaemon = new ScriptedDaemon(events, {
    'run/cancel': () => {
      times += 1;
      if (times === 1) {
        setImmediate(() => daemon.drop());
        return new Promise(() => {});
      }
      daemon.tell(...next(events, cancelled, { type: 'file.written', what: 'results', file: '/r.json' }));
      return { status: 'cancelled' };
    },
  });
  const test = new TestCli({ daemon, cwd: folder });
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.out.includes('failed: a dependency'));
  test.interrupt();
  assert.equal(await running, 130);
  assert.equal(times, 2);
});

test('an interrupted run ends with status 1 and the command that goes on with it', async () => {
  const events = script([CREATED, ...IMAGE, { type: 'run.interrupted', reason: 'the daemon was stopped' }]);
  const { status, out } = await runInPipe(['run', 'plan.yaml'], {
    daemon: new ScriptedDaemon(events),
    cwd: folder,
  });
  assert.equal(status, 1);
  assert.match(out, new RegExp(`next +fractale resume ${RUN}`, 'u'));
});

test('a run that a restarted daemon interrupts and goes on with is followed on', async () => {
  const daemon = new ScriptedDaemon(
    script([
      CREATED,
      ...IMAGE,
      { type: 'run.interrupted', reason: 'x' },
      { type: 'run.resumed', by: 'daemon' },
      ...JOB,
      ...ACCEPTED,
    ]),
  );
  const { status, out } = await runInPipe(['run', 'plan.yaml'], { daemon, cwd: folder });
  assert.equal(status, 0);
  assert.match(out, /the daemon restarted: the run goes on/u);
});

test('--detach prints the id, and how to watch', async () => {
  const daemon = new ScriptedDaemon(SUCCEEDED.slice(0, 3));
  const { status, out, err } = await runInPipe(['run', 'plan.yaml', '--detach'], { daemon, cwd: folder });
  assert.deepEqual({ status, out }, { status: 0, out: `${RUN}\n` });
  assert.match(err, new RegExp(`fractale logs ${RUN} -f`, 'u'));
  assert.equal(daemon.open, 0);
});

test('exit statuses of runs and of refusals', async () => {
  const ended = async (event: Scripted) => {
    const daemon = new ScriptedDaemon(
      script([CREATED, event, { type: 'file.written', what: 'results', file: '/r' }]),
    );
    return (await runInPipe(['run', 'plan.yaml'], { daemon, cwd: folder })).status;
  };
  const failed = { type: 'run.finished', status: 'failed', reason: 'r' } as const;
  assert.equal(await ended({ ...failed, category: 'build.compile' }), 1);
  assert.equal(await ended({ ...failed, category: 'infra.disk' }), 1);
  assert.equal(await ended({ ...failed, category: 'model.key' }), 3);
  assert.equal(await ended({ ...failed, category: 'infra.engine' }), 3);

  const refused = async (code: 'missing-key' | 'missing-engine' | 'internal') => {
    const daemon = new ScriptedDaemon([], {
      'run/start': () => {
        throw new UserError(code, 'no', 'Do this.');
      },
    });
    return (await runInPipe(['run', 'plan.yaml'], { daemon, cwd: folder })).status;
  };
  assert.equal(await refused('missing-key'), 3);
  assert.equal(await refused('missing-engine'), 3);
  assert.equal(await refused('internal'), 1);
});

test('a plan that the daemon refuses is shown with its problems', async () => {
  const problem = {
    severity: 'error',
    code: 'unknown-key',
    message: 'There is no key `agnt`.',
    line: 3,
    column: 3,
    endLine: 3,
    endColumn: 7,
    fix: 'Did you mean `agent`?',
  } as const;
  const daemon = new ScriptedDaemon([], {
    'run/start': () => {
      throw new UserError('invalid-plan', 'The plan has a problem.', undefined, [problem]);
    },
  });
  const { status, out, err } = await runInPipe(['run', 'plan.yaml'], { daemon, cwd: folder });
  assert.equal(status, 2);
  assert.equal(out, '');
  assert.equal(
    err,
    'fractale: The plan has a problem.\n' +
      'plan.yaml:3:3: error: There is no key `agnt`.\n3 | - agnt: build\n  |   ^^^^\n    fix: Did you mean `agent`?\n',
  );
  const json = await runInPipe(['run', 'plan.yaml', '--json'], { daemon, cwd: folder });
  assert.deepEqual(JSON.parse(json.err).error.problems, [problem]);
});

test('a single agent prints its artifact on stdout and its progress on stderr', async () => {
  const daemon = new ScriptedDaemon(SUCCEEDED);
  daemon.texts.set('7'.repeat(64), 'FROM debian:bookworm\n');
  const { status, out, err } = await runInPipe(['agent', 'build', 'lammps'], { daemon, cwd: folder });
  assert.equal(status, 0);
  assert.equal(out, 'FROM debian:bookworm\n');
  assert.match(err, /image 2\/5: succeeded/u);
  const toFile = await runInPipe(['agent', 'build', 'lammps', '--outfile', 'Dockerfile'], {
    daemon,
    cwd: folder,
  });
  assert.equal(toFile.out, '');
});

test('a terminal shows what goes on, and at the end only what was done', async () => {
  const before = SUCCEEDED.findIndex(event => event.type === 'execution.finished');
  const daemon = new ScriptedDaemon(SUCCEEDED.slice(0, before));
  const test = new TestCli({ daemon, cwd: folder, terminal: 100 });
  const running = test.run('run', 'plan.yaml');
  await test.until(
    () => /⠋|⠙|⠹|⠸|⠼|⠴|⠦|⠧|⠇|⠏/u.test(test.screen.text) && test.screen.text.includes('builds, 2 of 3'),
  );
  daemon.grow('image', 1, 'Reading package lists...', 'Setting up \u001b[1mlibopenmpi3\u001b[0m');
  await test.until(() => test.screen.text.includes('2 log lines'));
  assert.match(test.screen.text, /\n {2}Setting up libopenmpi3\n/u);
  assert.equal(test.screen.cursor, false);
  daemon.tell(...SUCCEEDED.slice(before));
  assert.equal(await running, 0);
  await test.until(() => test.screen.cursor);
  assert.doesNotMatch(test.screen.text, /⠋|⠙|⠹|⠸|⠼|⠴|⠦|⠧|⠇|⠏|Ctrl-C/u);
  assert.match(test.screen.text, /✓ Build and run LAMMPS succeeded\n {2}timesteps_per_s {2}2451\.337 1\/s/u);
});

test('a pipe gets no control characters', async () => {
  const { out } = await runInPipe(['run', 'plan.yaml'], {
    daemon: new ScriptedDaemon(SUCCEEDED),
    cwd: folder,
  });
  assert.doesNotMatch(out, /(?!\n)\p{Cc}/u);
});

test('resume goes on after what is known, and asks for the key again', async () => {
  const before = script([CREATED, ...IMAGE, { type: 'run.interrupted', reason: 'x' }]);
  const after = next(before, { type: 'run.resumed', by: 'person' }, ...JOB, ...ACCEPTED);
  const daemon: ScriptedDaemon = new ScriptedDaemon(before, {
    'run/resume': () => {
      daemon.tell(...after);
      return { run: RUN };
    },
  });
  const { status, out } = await runInPipe(['resume', 'latest'], { daemon, env: { GEMINI_API_KEY: 'k' } });
  assert.equal(status, 0);
  assert.match(out, /^the run goes on\nrun: kubernetes-job on local/u);
  assert.deepEqual(daemon.params('run/resume'), [{ run: RUN, credentials: { geminiApiKey: 'k' } }]);
});

test('watch shows a run to its end; Ctrl-C leaves it running', async () => {
  const whole = await runInPipe(['watch', RUN], { daemon: new ScriptedDaemon(SUCCEEDED), cwd: folder });
  assert.equal(whole.status, 0);
  assert.match(whole.out, /succeeded/u);

  const daemon = new ScriptedDaemon(SUCCEEDED.slice(0, 10));
  const test = new TestCli({ daemon, cwd: folder });
  void test.run('watch', RUN);
  await test.until(() => test.out.includes('asks replay'));
  test.interrupt();
  assert.equal(test.left, 0);
  await test.until(() => test.err.includes('The run goes on'));
  assert.deepEqual(daemon.params('run/cancel'), []);
});

test('Ctrl-C before the run exists cancels it once it does', async () => {
  const daemon: ScriptedDaemon = new ScriptedDaemon(SUCCEEDED.slice(0, 1), {
    'run/start': () => {
      test.interrupt();
      return { run: RUN };
    },
    'run/cancel': () => ({ status: 'cancelled' }),
  });
  const test = new TestCli({ daemon, cwd: folder });
  assert.equal(await test.run('run', 'plan.yaml'), 130);
  assert.deepEqual(daemon.params('run/cancel'), [{ run: RUN }]);
});
