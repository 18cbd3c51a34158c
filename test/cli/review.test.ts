import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ReviewAnswer } from '../../daemon/protocol/requests.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { ACCEPTED, CREATED, IMAGE, JOB, RUN, SUCCEEDED, script } from './sampleRun.ts';
import { ScriptedDaemon } from './scriptedDaemon.ts';
import { runInPipe, TestCli } from './testCli.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fractale-review-test-'));
  await writeFile(join(folder, 'plan.yaml'), 'name: x\n');
});
after(() => rm(folder, { recursive: true }));

const WAITING = script([CREATED, ...IMAGE, ...JOB]);
const LAST = WAITING.at(-1);
assert.ok(LAST);
const REST = script(ACCEPTED, LAST);
const JOB_TEXT = 'kind: Job\nmetadata:\n  name: melt\n';

/** A daemon with a run that waits, and what it was answered. */
function waiting(): { daemon: ScriptedDaemon; answers: ReviewAnswer[] } {
  const answers: ReviewAnswer[] = [];
  const daemon: ScriptedDaemon = new ScriptedDaemon(WAITING, {
    'review/answer': answer => {
      answers.push(answer);
      daemon.tell(...REST);
      return null;
    },
  });
  daemon.texts.set('b'.repeat(64), JOB_TEXT);
  return { daemon, answers };
}

function terminal(daemon: ScriptedDaemon, env: NodeJS.ProcessEnv = {}): TestCli {
  return new TestCli({ daemon, cwd: folder, terminal: 100, env });
}

test('a run on a terminal shows what waits and takes the answer', async () => {
  const { daemon, answers } = waiting();
  const test = terminal(daemon);
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.screen.text.includes('(l)eave it waiting ?'));
  assert.match(
    test.screen.text,
    /run 1\/3 proposes job\.yaml, 18 lines, and waits for a person\n\nkind: Job\nmetadata:/u,
  );
  assert.doesNotMatch(test.screen.text, /\(e\)dit/u);
  test.stdin.write('?\n');
  await test.until(() => test.screen.text.includes('Type a, e, r or l.'));
  test.stdin.write('a\n');
  assert.equal(await running, 0);
  assert.deepEqual(
    answers.map(({ by: _by, ...answer }) => answer),
    [{ run: RUN, step: 'run', attempt: 1, decision: 'accept' }],
  );
});

test('a rejection has words', async () => {
  const { daemon, answers } = waiting();
  const test = terminal(daemon);
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.screen.text.endsWith('waiting ?'));
  test.stdin.write('r\n');
  await test.until(() => test.screen.text.includes('What should be different?'));
  test.stdin.write('use the package\n');
  await running;
  assert.equal(answers[0]?.decision, 'reject');
  assert.equal(answers[0]?.text, 'use the package');
});

test('a question is taken back when somebody else answers, and the run goes on', async () => {
  const { daemon, answers } = waiting();
  const test = terminal(daemon);
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.screen.text.endsWith('waiting ?'));
  daemon.tell(...REST);
  assert.equal(await running, 0);
  assert.equal(answers.length, 0);
  assert.match(test.screen.text, /accepted by ada/u);
});

test('what is left waiting is not asked about again', async () => {
  const { daemon, answers } = waiting();
  const test = terminal(daemon);
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.screen.text.endsWith('waiting ?'));
  test.stdin.write('l\n');
  await test.until(() => test.screen.text.includes(`It waits. Answer with: fractale review ${RUN}/run`));
  await test.until(() => test.screen.text.includes('run 1/3 · waits for a person'));
  daemon.tell(...REST);
  assert.equal(await running, 0);
  assert.equal(answers.length, 0);
});

test('the difference to the attempt before is what is shown', async () => {
  const at = WAITING.findIndex(event => event.type === 'execution.started');
  const second = SUCCEEDED.findIndex(event => event.type === 'execution.started' && event.attempt === 2);
  assert.ok(at > 0 && second > at);
  const made = SUCCEEDED.slice(0, second - 1);
  const last = made.at(-1);
  assert.ok(last);
  const image2 = { step: 'image', attempt: 2 };
  const daemon = new ScriptedDaemon([
    ...made,
    ...script(
      [
        { type: 'stage.started', ...image2, stage: 'review' },
        { type: 'review.requested', ...image2 },
      ],
      last,
    ),
  ]);
  daemon.texts.set('4'.repeat(64), 'FROM debian\nRUN apt-get install -y lammps-gpu\n');
  daemon.texts.set('7'.repeat(64), 'FROM debian\nRUN apt-get install -y lammps\n');
  const test = terminal(daemon);
  const asking = test.run('review', 'latest');
  await test.until(() => test.screen.text.endsWith('waiting ?'));
  assert.match(
    test.screen.text,
    /--- attempt 1\n\+\+\+ attempt 2\n@@ .* @@\n FROM debian\n-RUN apt-get install -y lammps-gpu\n\+RUN apt-get install -y lammps\n/u,
  );
  test.stdin.write('l\n');
  assert.equal(await asking, 0);
});

test('an editor changes the text; one that fails or changes nothing does not answer', async () => {
  const editor = join(folder, 'editor.sh');
  await writeFile(editor, '#!/bin/sh\necho "# mended" >> "$2"\n', { mode: 0o755 });
  const { daemon, answers } = waiting();
  const failing = terminal(daemon, { EDITOR: 'false' });
  const first = failing.run('review', 'latest');
  await failing.until(() => failing.screen.text.endsWith('waiting ?'));
  failing.stdin.write('e\n');
  await failing.until(() => failing.screen.text.includes("The editor 'false' ended with status 1"));
  failing.stdin.write('l\n');
  await first;
  assert.equal(answers.length, 0);

  const test = terminal(daemon, { VISUAL: `${editor} --wait` });
  const running = test.run('review', RUN);
  await test.until(() => test.screen.text.endsWith('waiting ?'));
  test.stdin.write('e\n');
  assert.equal(await running, 0);
  assert.equal(answers[0]?.decision, 'edit');
  assert.equal(answers[0]?.text, `${JOB_TEXT}# mended\n`);
});

test('in a pipe, a run says how to answer, and keeps waiting', async () => {
  const { daemon } = waiting();
  const test = new TestCli({ daemon, cwd: folder });
  const running = test.run('run', 'plan.yaml');
  await test.until(() => test.out.includes(`answer with: fractale review ${RUN}/run`));
  const answered = await runInPipe(['review', RUN, '--accept'], { daemon });
  assert.deepEqual(answered, { status: 0, out: `run/1 of run ${RUN}: accepted.\n`, err: '' });
  assert.equal(await running, 0);
});

test('review by flags: a text, words, JSON', async () => {
  const edit = waiting();
  await writeFile(join(folder, 'job.yaml'), 'kind: Job\n');
  const { status, out } = await runInPipe(['review', `${RUN}/run`, '--edit', 'job.yaml', '--json'], {
    daemon: edit.daemon,
    cwd: folder,
  });
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(out), { run: RUN, step: 'run', attempt: 1, decision: 'edit' });
  assert.equal(edit.answers[0]?.text, 'kind: Job\n');

  const reject = waiting();
  await runInPipe(['review', RUN, '--reject', 'no'], { daemon: reject.daemon });
  assert.equal(reject.answers[0]?.text, 'no');
});

test('review says when there is nothing to answer, or nobody to ask', async () => {
  const none = await runInPipe(['review', RUN, '--accept'], { daemon: new ScriptedDaemon(SUCCEEDED) });
  assert.equal(none.status, 1);
  assert.match(none.err, /waits for no review/u);
  const pipe = await runInPipe(['review', RUN], { daemon: waiting().daemon });
  assert.equal(pipe.status, 2);
  assert.match(pipe.err, /--accept, --edit FILE or --reject WORDS/u);
  const late = new ScriptedDaemon(WAITING, {
    'review/answer': () => {
      throw new UserError('not-waiting', 'somebody answered before');
    },
  });
  assert.equal((await runInPipe(['review', RUN, '--accept'], { daemon: late })).status, 1);
});
