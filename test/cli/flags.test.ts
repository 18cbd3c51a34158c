import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { AGENTS } from '../../daemon/agents/registry.ts';
import { DEFAULT_TARGET } from '../../daemon/plan/defaults.ts';
import { loadPlan } from '../../daemon/plan/loadPlan.ts';
import type { RunStartParams } from '../../daemon/protocol/requests.ts';
import { SUCCEEDED } from './sampleRun.ts';
import { ScriptedDaemon } from './scriptedDaemon.ts';
import { runInPipe } from './testCli.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fractale-flags-'));
  await writeFile(join(folder, 'plan.yaml'), 'name: x\nplan:\n- agent: build\n  context: {application: x}\n');
});
after(() => rm(folder, { recursive: true }));

/** What a command asks the daemon to start. */
async function started(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<RunStartParams> {
  const daemon = new ScriptedDaemon(SUCCEEDED);
  for (const digest of ['4', '7', 'b']) daemon.texts.set(digest.repeat(64), 'FROM debian\n');
  const { status, err } = await runInPipe(args, { daemon, cwd: folder, env });
  const [params] = daemon.params('run/start');
  assert.ok(params, `status ${status}: ${err}`);
  assert.equal(daemon.open, 0, 'a connection was left open');
  return params;
}

function stepOf(params: RunStartParams): { agent: string; context: Record<string, unknown> } {
  const { plan, problems } = loadPlan(params.text, { agents: AGENTS, targets: [DEFAULT_TARGET] });
  assert.deepEqual(problems, []);
  assert.ok(plan);
  return parse(params.text).plan[0];
}

// The commands of the original's documents, as written there.
const DETAILS =
  'Ensure all globbed files from examples/reaxff/HNS from the root of the lammps codebase are in the WORKDIR. Clone the latest branch of LAMMPS.';

test('the original’s build command', async () => {
  const params = await started([
    'agent',
    'build',
    'lammps',
    '--environment',
    'google cloud CPU',
    '--outfile',
    'Dockerfile',
    '--details',
    DETAILS,
  ]);
  assert.deepEqual(stepOf(params), {
    agent: 'build',
    context: {
      application: 'lammps',
      environment: 'google cloud CPU',
      outfile: 'Dockerfile',
      details: DETAILS,
    },
  });
  assert.equal(params.options.cwd, folder);
  assert.equal(params.file, undefined);
});

test('the original’s kubernetes-job command', async () => {
  const params = await started([
    'agent',
    'kubernetes-job',
    'lammps',
    '--environment',
    'google cloud CPU',
    '--context-file',
    './Dockerfile',
    '--no-pull',
    '--details',
    'Run in.reaxff.hns in the pwd with lmp',
    '--outfile',
    './job.yaml',
  ]);
  assert.deepEqual(stepOf(params), {
    agent: 'kubernetes-job',
    context: {
      container: 'lammps',
      environment: 'google cloud CPU',
      context_file: './Dockerfile',
      no_pull: true,
      details: 'Run in.reaxff.hns in the pwd with lmp',
      outfile: './job.yaml',
    },
  });
});

test('--no-pull is not given by itself', async () => {
  const params = await started(['agent', 'kubernetes-job', 'lammps']);
  assert.deepEqual(stepOf(params).context, { container: 'lammps' });
});

test('the original’s plan commands', async () => {
  const params = await started([
    'agent',
    '--plan',
    './plan.yaml',
    '--use-cache',
    '--results',
    './results',
    '--incremental',
  ]);
  assert.equal(params.file, join(folder, 'plan.yaml'));
  const { environment: _environment, ...options } = params.options;
  assert.deepEqual(options, {
    cwd: folder,
    useCache: true,
    results: join(folder, 'results'),
    incremental: true,
  });
  assert.equal((await started(['agent', '-p', 'plan.yaml'])).file, join(folder, 'plan.yaml'));
});

test('flags stand before and after the agent’s name, and with =', async () => {
  const after = await started([
    'agent',
    'build',
    'x',
    '--use-cache',
    '--max-attempts',
    '3',
    '--container',
    'a:b',
  ]);
  for (const args of [
    ['agent', '--use-cache', '--max-attempts', '3', '--container', 'a:b', 'build', 'x'],
    ['agent', '--max-attempts=3', 'build', '--container=a:b', 'x', '--use-cache'],
    ['agent', '--container', 'a:b', '--max-attempts', '3', '--use-cache', 'build', 'x'],
  ]) {
    assert.deepEqual(stepOf(await started(args)), stepOf(after), args.join(' '));
    assert.deepEqual((await started(args)).options, after.options, args.join(' '));
  }
  assert.equal(after.options.maxAttempts, 3);
  assert.equal(after.options.useCache, true);
  // The value of a flag is no agent's name.
  assert.equal(
    stepOf(await started(['agent', '--details', 'build', 'build', 'build'])).context.details,
    'build',
  );
});

test('every input of every agent with a flag reaches the plan, with its type', async () => {
  const context = stepOf(
    await started(['agent', 'build', 'x', '--platforms', 'linux/amd64,linux/arm64', '--push', '--load']),
  ).context;
  assert.deepEqual(context, {
    application: 'x',
    platforms: ['linux/amd64', 'linux/arm64'],
    push: true,
    load: true,
  });
  assert.equal(stepOf(await started(['agent', 'build', 'x', '--agent-name', 'build'])).agent, 'build');
});

test('the model: the flag goes over the plan, and FRACTALE_MODEL is for a plan that names none', async () => {
  const env = { FRACTALE_MODEL: 'gemini/b' };
  const { options } = await started(['run', 'plan.yaml', '--model', 'gemini/a'], env);
  assert.deepEqual([options.model, options.defaultModel], ['gemini/a', 'gemini/b']);
  assert.equal((await started(['run', 'plan.yaml'], env)).options.model, undefined);
});

test('keys go by credentials, and never into what is kept of a run', async () => {
  const env = {
    GEMINI_API_KEY: 'secret-key',
    GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:1',
    DOCKER_HOST: 'tcp://127.0.0.1:2375',
    https_proxy: 'http://ada:secret-word@proxy:3128',
    http_proxy: 'http://proxy:3128',
    AWS_SECRET_ACCESS_KEY: 'secret-aws',
  };
  const { credentials, ...kept } = await started(['run', 'plan.yaml'], env);
  assert.deepEqual(credentials, { geminiApiKey: 'secret-key', geminiBaseUrl: 'http://127.0.0.1:1' });
  assert.deepEqual(kept.options.environment, {
    DOCKER_HOST: 'tcp://127.0.0.1:2375',
    http_proxy: 'http://proxy:3128',
  });
  assert.doesNotMatch(JSON.stringify(kept), /secret/u);
});

const WRONG: readonly { args: readonly string[]; says: RegExp }[] = [
  {
    args: ['agent', 'build', 'x', '--detials', 'y'],
    says: /Unknown option '--detials'\n\s+Did you mean --details\?/u,
  },
  { args: ['agent', '--detials', 'y', 'build', 'x'], says: /Did you mean --details\?/u },
  { args: ['agent', '--use-cahce', 'build', 'x'], says: /Did you mean --use-cache\?/u },
  { args: ['run', 'plan.yaml', '--taget', 'local'], says: /Did you mean --target\?/u },
  { args: ['agent', 'buidl', 'x'], says: /There is no agent 'buidl'\n\s+Did you mean build\?/u },
  { args: ['runz'], says: /Unknown command 'runz'\n\s+Did you mean .*runs/u },
  { args: ['agent', 'build'], says: /Missing required argument 'application'/u },
  { args: ['agent', 'build', 'x', 'y'], says: /Too many arguments/u },
  { args: ['agent', 'build', 'x', '--max-attempts', '0'], says: /must be a whole number, 1 or more/u },
  { args: ['agent', 'build', 'x', '--max-attempts', '2.5'], says: /must be a whole number/u },
  { args: ['agent', 'build', 'x', '--max-attempts'], says: /argument missing/u },
  { args: ['run', 'plan.yaml', '--review', 'maybe'], says: /Allowed choices are auto, ask/u },
  { args: ['run', 'nowhere.yaml'], says: /Cannot read the plan nowhere\.yaml: there is no such file/u },
  { args: ['agent', 'build', 'x', '--plan', 'plan.yaml'], says: /Leave one of them out/u },
  { args: ['show', 'latest', '--prompt'], says: /--attempt STEP\/N/u },
  { args: ['show', 'latest', '--attempt', 'image'], says: /names no attempt/u },
  { args: ['logs', 'a/b/c'], says: /Write RUN, RUN\/STEP or RUN\/STEP\/N/u },
  { args: ['diff', 'latest'], says: /names no step/u },
  { args: ['review', 'latest', '--accept', '--reject', 'no'], says: /one answer/u },
  { args: ['ask', ' '], says: /The prompt is empty/u },
  {
    args: ['agent', 'minicluster', 'lammps', '--no-pull', '--environment', 'x'],
    says: /not in this version/u,
  },
  { args: ['agent', 'flux-batch', 'Run lammps on 2 nodes', '--outfile', 'x'], says: /not in this version/u },
  { args: ['agent', 'cost', 'Find the best instance'], says: /not in this version/u },
  { args: ['lessons'], says: /not in this version/u },
  { args: ['gc'], says: /not in this version/u },
  { args: ['input', 'latest', 'yes'], says: /not in this version/u },
];

for (const { args, says } of WRONG) {
  test(`refused with status 2: fractale ${args.join(' ')}`, async () => {
    const daemon = new ScriptedDaemon(SUCCEEDED);
    const { status, out, err } = await runInPipe(args, { daemon, cwd: folder });
    assert.match(err, says);
    assert.equal(status, 2);
    assert.equal(out, '');
    assert.deepEqual(daemon.params('run/start'), []);
    // With --json, an error is a document on stderr.
    const json = await runInPipe([...args, '--json'], { daemon, cwd: folder });
    if (json.err.includes("Unknown option '--json'")) return;
    assert.equal(typeof JSON.parse(json.err).error.message, 'string');
  });
}

test('help and version need no daemon, no key and no engine', async () => {
  const commands = [
    'agent',
    'agent build',
    'agent kubernetes-job',
    'agent minicluster',
    'run',
    'runs',
    'show',
    'logs',
    'diff',
    'cancel',
    'resume',
    'review',
    'validate',
    'ask',
    'doctor',
    'daemon',
    'daemon start',
    'daemon stop',
    'daemon status',
  ];
  for (const command of commands) {
    const { status, out } = await runInPipe([...command.split(' '), '--help']);
    assert.equal(status, 0, command);
    assert.match(out, new RegExp(`^Usage: fractale ${command}`, 'u'));
  }
  assert.deepEqual(await runInPipe(['--version']), { status: 0, out: '0.1.0\n', err: '' });
  const alone = await runInPipe([]);
  assert.equal(alone.status, 0);
  assert.match(alone.out, /^Usage: fractale /u);
  const agent = await runInPipe(['agent']);
  assert.equal(agent.status, 2);
  assert.match(agent.out, /^Usage: fractale agent/u);
});
