import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { stringify } from 'yaml';
import type { RunEvent } from '../../daemon/protocol/events.ts';
import { foldAll } from '../../daemon/protocol/fold.ts';
import type { DaemonStatus } from '../../daemon/protocol/requests.ts';
import type { RunState } from '../../daemon/protocol/state.ts';
import { CommandFolder, docker } from './commandProcess.ts';

const IMAGE = `fractale-cli-test-${process.pid}`;

// No instruction runs anything and no job needs a network: this is about the command line.
const REFUSED = 'FROM debian:bookworm\nWORKDIR /work\nCOPY missing.txt /work\n';
const GOOD = 'FROM debian:bookworm\nWORKDIR /work\n';

function job(script: string): string {
  const container = { name: 'hello', image: 'another', command: ['sh', '-c', script] };
  return stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'hello' },
    spec: { template: { spec: { containers: [container] } } },
  });
}

function recording(...replies: readonly { step: string; text: string }[]): string {
  const tokens = { prompt: 10, output: 5, thoughts: 0, cached: 0, total: 15 };
  return stringify(
    {
      version: 1,
      recorded: 'made for a test',
      date: '2026-11-20',
      replies: replies.map(({ step, text }) => ({
        step,
        finish: 'STOP',
        tokens,
        text: `\`\`\`\n${text}\`\`\`\n`,
      })),
    },
    { aliasDuplicateObjects: false },
  );
}

function plan(model: string): string {
  return stringify({
    name: 'Say hello',
    model: `replay/${model}`,
    steps: [
      { id: 'image', agent: 'build', context: { application: 'hello', container: IMAGE, max_attempts: 3 } },
      {
        id: 'job',
        agent: 'kubernetes-job',
        context: { no_pull: true, max_attempts: 1 },
        success: [{ log: 'line 3' }, { metric: { name: 'speed', regex: '([0-9.]+) steps/s', unit: '1/s' } }],
      },
    ],
  });
}

let work: CommandFolder;
before(async () => {
  const image = { step: 'image', text: GOOD };
  work = await CommandFolder.make({
    'plan.yaml': plan('short'),
    'short.replay.yaml': recording({ step: 'image', text: REFUSED }, image, {
      step: 'job',
      text: job('for i in 1 2 3; do echo line $i; done; echo "42.5 steps/s"'),
    }),
    'slow.yaml': plan('slow'),
    'slow.replay.yaml': recording(image, {
      step: 'job',
      text: job('for i in 1 2 3; do echo line $i; done; sleep 3; echo "42.5 steps/s"'),
    }),
    'endless.yaml': plan('endless'),
    'endless.replay.yaml': recording(image, { step: 'job', text: job('echo line 3; sleep 600') }),
    'agent.replay.yaml': recording({ step: 'build', text: GOOD }),
  });
});
after(async () => {
  const runs = await work.json<RunState[]>('runs', '--limit', '100');
  await work[Symbol.asyncDispose]();
  for (const { id } of runs) {
    const images = await docker(
      'images',
      '--quiet',
      '--no-trunc',
      '--filter',
      `label=dev.fractale.run=${id}`,
    );
    for (const image of new Set(images.split('\n'))) if (image !== '') await docker('rmi', '--force', image);
  }
});

/** The containers that runs of this test left. */
async function containers(run: string): Promise<string> {
  return docker('ps', '--all', '--quiet', '--filter', `label=dev.fractale.run=${run}`);
}

test('a plan from start to end, and everything that can be looked at then', async () => {
  const { status, out, err } = await work.run('run', 'plan.yaml', '--results', 'results');
  assert.equal(err, '');
  assert.equal(status, 0, out);
  assert.match(out, /model {2}replay\/short \(a recorded conversation\)/u);
  assert.match(out, /image 1\/3: failed: .*artifact\.refused/u);
  assert.match(out, /✓ Say hello succeeded\n {2}speed +42\.5 1\/s\n/u);
  const results = /^ {2}results +(\S+)$/mu.exec(out)?.[1];
  assert.ok(results, out);
  assert.ok(results.startsWith(join(work.folder, 'results')), out);
  assert.equal(JSON.parse(await readFile(results, 'utf8')).status, 'Succeeded');

  const [run] = await work.json<RunState[]>('runs');
  assert.ok(run);
  assert.equal(run.status, 'succeeded');
  assert.deepEqual(await work.json('show', 'latest'), run);
  const show = await work.run('show', run.id.slice(0, -1));
  assert.match(show.out, /COPY missing\.txt/u);
  assert.equal((await work.run('logs', 'latest/job')).out, 'line 1\nline 2\nline 3\n42.5 steps/s\n');
  assert.match((await work.run('diff', 'latest/image')).out, /\n-COPY missing\.txt \/work\n/u);
  assert.match(
    (await work.run('show', run.id, '--attempt', 'image/2', '--prompt')).out,
    /COPY missing\.txt/u,
  );
  assert.equal(await containers(run.id), '');

  const daemon = await work.json<DaemonStatus>('daemon', 'status');
  assert.deepEqual(daemon.runs, []);
  const again = await work.run('resume', run.id);
  assert.equal(again.status, 1);
  assert.match(again.err, /nothing is left to go on with/u);
});

test('--json is the run, and run.finished its last line', async () => {
  const { status, out } = await work.run('run', 'plan.yaml', '--json', '--results', 'results');
  assert.equal(status, 0);
  const events = out
    .trimEnd()
    .split('\n')
    .map((line): RunEvent => JSON.parse(line));
  assert.equal(events.at(-1)?.type, 'run.finished');
  const told = foldAll(events.toSorted((a, b) => a.seq - b.seq));
  assert.deepEqual(told, await work.json('show', 'latest'));
});

test('a single agent: the artifact on stdout, and in its outfile', async () => {
  const args = ['agent', '--model', 'replay/agent', 'build', 'hello', '--container', IMAGE];
  const { status, out, err } = await work.run(...args);
  assert.equal(status, 0, err);
  assert.equal(out.trimEnd(), GOOD.trimEnd());
  assert.match(err, /succeeded/u);
  const toFile = await work.run(...args, '--outfile', 'Dockerfile');
  assert.equal(toFile.out, '');
  assert.equal(
    await readFile(join(work.folder, 'Dockerfile'), 'utf8'),
    `${GOOD.trimEnd()}\n# Generated by fractale build agent\n`,
  );
});

test('Ctrl-C: status 130, the run is cancelled, and nothing is left', async () => {
  const running = work.start('run', 'endless.yaml');
  await running.until(': runs fractale-');
  running.child.kill('SIGINT');
  const { status, out } = await running.ended;
  assert.equal(status, 130);
  assert.match(out, /Say hello cancelled/u);
  const run = await work.json<RunState>('show', 'latest');
  assert.equal(run.status, 'cancelled');
  assert.equal(await containers(run.id), '');
});

test('--detach leaves, logs -f follows, cancel ends it', async () => {
  const { status, out } = await work.run('run', 'endless.yaml', '--detach');
  assert.equal(status, 0);
  const run = out.trim();
  const logs = work.start('logs', run, '-f');
  await logs.until('line 3');
  assert.equal((await work.run('cancel', run)).status, 0);
  assert.equal((await logs.ended).status, 0);
  assert.equal(await containers(run), '');
});

test('the daemon dies in the middle: the command brings it back, and the job is adopted', async () => {
  const running = work.start('run', 'slow.yaml');
  await running.until(': runs fractale-');
  const { pid } = await work.json<DaemonStatus>('daemon', 'status');
  process.kill(pid, 'SIGKILL');
  const { status, out } = await running.ended;
  assert.equal(status, 0, out);
  assert.match(out, /the connection to the daemon was lost: connects again\nconnected again\n/u);
  assert.match(out, /and goes on with it\n/u);
  assert.equal(out.match(/^job 1\/1: runs /gmu)?.length, 1);
});

test('the daemon is stopped: the run is interrupted with status 1, and resume goes on', async () => {
  const running = work.start('run', 'slow.yaml');
  await running.until(': runs fractale-');
  const refused = await work.run('daemon', 'stop');
  assert.equal(refused.status, 1);
  assert.equal((await work.run('daemon', 'stop', '--force')).status, 0);
  const { status, out } = await running.ended;
  assert.equal(status, 1, out);
  const command = /fractale (resume \S+)/u.exec(out)?.[1]?.split(' ') ?? [];
  assert.equal((await work.run('daemon', 'status')).status, 3);
  const resumed = await work.run(...command);
  assert.equal(resumed.status, 0, resumed.out + resumed.err);
});

test('what is missing ends with status 3 and what to do', async () => {
  const key = await work.run('run', 'plan.yaml', '--model', 'gemini/gemini-2.5-pro');
  assert.equal(key.status, 3);
  assert.match(key.err, /GEMINI_API_KEY/u);
  work.env.DOCKER_HOST = 'unix:///nowhere/docker.sock';
  try {
    const engine = await work.run('run', 'plan.yaml');
    assert.equal(engine.status, 3);
    assert.match(engine.err, /\/nowhere\/docker\.sock/u);
  } finally {
    delete work.env.DOCKER_HOST;
  }
});

test('a reader that has seen enough is no failure', async () => {
  const running = work.start('show', 'latest');
  running.child.stdout?.destroy();
  const { status, err } = await running.ended;
  assert.deepEqual({ status, err }, { status: 0, err: '' });
});
