import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { MarkedEngine } from './markedEngine.ts';
import { RecordedIo } from './recordedIo.ts';

const engine = new MarkedEngine();
const docker = await engine.open();
after(() => engine.clean());

test('a job has its command, arguments, environment, folder and user, and ends with its code', async () => {
  const io = new RecordedIo();
  const request = engine.jobRequest('', {
    command: ['sh', '-c', 'echo "$0 $1 $GREETING $(pwd) $(id -u)"; echo err >&2; exit 4'],
    args: ['a b', '$HOME'],
    env: [
      { name: 'GREETING', value: 'hallo wörld' },
      { name: 'FRACTALE_TEST', value: engine.home },
    ],
    workingDir: '/var/tmp',
    user: '1234:5678',
  });
  const { exit, facts } = await docker.runJob(request, io);
  assert.deepEqual(exit, { kind: 'exited', code: 4 });
  assert.equal(facts.imageId, await docker.imageId(request.image));
  assert.deepEqual(io.text().split('\n').sort(), ['', 'a b $HOME hallo wörld /var/tmp 1234', 'err']);
  assert.equal((await engine.containers()).length, 1);
  await docker.release(request.owner);
  assert.deepEqual(await engine.containers(), []);
});

test('a job is locked down', async () => {
  const io = new RecordedIo();
  const script =
    'grep -E "CapEff|NoNewPrivs|Seccomp:" /proc/self/status; tail -n +3 /proc/net/dev | cut -d: -f1; getent hosts "$(hostname)"; df -m /dev/shm | tail -1';
  const request = engine.jobRequest(script);
  const { exit } = await docker.runJob(request, io);
  assert.equal(exit.code, 0);
  assert.match(io.text(), /CapEff:\t0+\n/u);
  assert.match(io.text(), /NoNewPrivs:\t1\n/u);
  assert.match(io.text(), /Seccomp:\t2\n/u);
  assert.match(io.text(), /\n *lo\n127\.0\.0\.1 +job\nshm +128 /u);
  const [container] = JSON.parse(await engine.docker('inspect', request.name));
  const { Memory, MemorySwap, NanoCpus, PidsLimit, Binds, Privileged } = container.HostConfig;
  assert.deepEqual([Memory, MemorySwap], [request.memoryBytes, request.memoryBytes]);
  assert.deepEqual([NanoCpus, PidsLimit, Binds, Privileged], [1e9, 1024, null, false]);
  await docker.release(request.owner);
});

test('a job over its memory, one that is missing its command, one with an unknown user', async () => {
  const memory = engine.jobRequest('exec tail /dev/zero', { memoryBytes: 32 * 2 ** 20 });
  const { exit } = await docker.runJob(memory, new RecordedIo());
  assert.equal(exit.kind, 'memory');
  assert.equal(exit.category, 'run.memory');
  assert.match(exit.message ?? '', /32 MiB/u);

  const io = new RecordedIo();
  const missing = await docker.runJob(engine.jobRequest('', { command: ['nosuch', 'x'] }), io);
  assert.deepEqual(
    [missing.exit.kind, missing.exit.code, missing.exit.category],
    ['exited', 127, 'run.command'],
  );
  assert.match(io.text(), /nosuch/u);

  const who = new RecordedIo();
  const user = await docker.runJob(engine.jobRequest('true', { user: 'nosuch' }), who);
  assert.deepEqual([user.exit.kind, user.exit.code, user.exit.category], ['exited', 126, 'run.command']);
  assert.match(who.text(), /unable to find user nosuch/u);
});

test('what the engine cannot give is refused with its words', async () => {
  const { exit } = await docker.runJob(engine.jobRequest('true', { cpus: 1000 }), new RecordedIo());
  assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'artifact.invalid']);
  assert.match(exit.message ?? '', /CPUs/u);
});

test('at its time limit a job is killed, and what it said is kept', async () => {
  const io = new RecordedIo();
  const request = engine.jobRequest('trap "" TERM; echo said; sleep 60', { limitMs: 3000 });
  const { exit } = await docker.runJob(request, io);
  assert.deepEqual([exit.kind, exit.category], ['deadline', 'limit.time']);
  assert.equal(io.text(), 'said\n');
  // Killed at its limit by an engine's client that is gone: the same to the next one.
  assert.equal((await docker.adoptJob(request, new RecordedIo()))?.exit.kind, 'deadline');
  await docker.release(request.owner);
  assert.equal(await docker.adoptJob(request, new RecordedIo()), undefined);
});

test('cancelled, a job leaves nothing', async () => {
  const io = new RecordedIo();
  const request = engine.jobRequest('echo here; sleep 60');
  const running = docker.runJob(request, io);
  await io.wrote('here\n', running);
  io.cancel();
  assert.equal((await running).exit.kind, 'cancelled');
  assert.equal(await engine.docker('ps', '-aq', '--filter', `name=${request.name}`), '');
});

test('cancelled at any moment of its start, a job leaves nothing', async () => {
  for (const turns of [0, 1, 10, 100, 500, 1000, 2000, 4000, 8000, 16_000, 32_000]) {
    const io = new RecordedIo();
    const request = engine.jobRequest('sleep 60');
    const running = docker.runJob(request, io);
    for (let turn = 0; turn < turns; turn += 1) await new Promise(resolve => setImmediate(resolve));
    io.cancel();
    assert.equal((await running).exit.kind, 'cancelled');
    assert.equal(await engine.docker('ps', '-aq', '--filter', `name=${request.name}`), '', `${turns} turns`);
  }
});

test('an image that is not there: must not be pulled, or cannot be', async () => {
  const image = `127.0.0.1:1/${engine.home}`;
  const never = await docker.runJob(engine.jobRequest('true', { image }), new RecordedIo());
  assert.deepEqual([never.exit.kind, never.exit.category], ['infrastructure', 'build.image']);
  assert.match(never.exit.message ?? '', /not on this engine/u);
  const missing = await docker.runJob(
    engine.jobRequest('true', { image, pull: 'missing' }),
    new RecordedIo(),
  );
  assert.deepEqual([missing.exit.kind, missing.exit.category], ['infrastructure', 'infra.network']);
});

test('a job by image id', async () => {
  const image = (await docker.imageId('debian:bookworm')) ?? '';
  const { exit } = await docker.runJob(
    engine.jobRequest('true', { image, pull: 'missing' }),
    new RecordedIo(),
  );
  assert.equal(exit.code, 0);
});

test('frames of one byte, without end and in one piece', async () => {
  const io = new RecordedIo();
  const lines = 300_000;
  const { exit } = await docker.runJob(engine.jobRequest(`yes '' | head -n ${lines}; printf x`), io);
  assert.equal(exit.code, 0);
  assert.ok(io.text() === `${'\n'.repeat(lines)}x`);
});

test('single characters, unbuffered and without a line end', async () => {
  const io = new RecordedIo();
  const script = 'i=0; while [ $i -lt 20000 ]; do printf x; i=$((i+1)); done';
  await docker.runJob(engine.jobRequest(script), io);
  assert.ok(io.text() === 'x'.repeat(20_000));
});

test('100 MB of log pass through without staying in memory', async () => {
  const used = (): number => {
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  const io = new RecordedIo();
  const before = used();
  let bytes = 0;
  let peak = 0;
  const counting = Object.assign(Object.create(io) as RecordedIo, {
    write: async (chunk: Uint8Array) => {
      bytes += chunk.length;
      peak = Math.max(peak, used());
      await new Promise(resolve => setImmediate(resolve));
    },
  });
  const line = 'x'.repeat(99);
  const { exit } = await docker.runJob(engine.jobRequest(`yes ${line} | head -c 100000000`), counting);
  assert.equal(exit.code, 0);
  assert.equal(bytes, 100_000_000);
  const grown = Math.round((peak - before) / 2 ** 20);
  assert.ok(grown < 64, `grew by ${grown} MiB`);
});

test('a job that writes without end is stopped at the bound', async () => {
  const small = await engine.open({ logLimitBytes: 1_000_001 });
  const io = new RecordedIo();
  const request = engine.jobRequest('yes');
  const { exit } = await small.runJob(request, io);
  assert.deepEqual([exit.kind, exit.category], ['log-limit', 'limit.log']);
  assert.equal(io.bytes().length, 1_000_001);
  assert.equal(await engine.docker('inspect', '--format', '{{.State.Running}}', request.name), 'false');
});

test('a name that another container has: named, and left alone', async () => {
  const first = engine.jobRequest('echo first');
  await docker.runJob(first, new RecordedIo());
  const other = engine.jobRequest('echo second', { name: first.name });
  const { exit } = await docker.runJob(other, new RecordedIo());
  assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.engine']);
  assert.match(exit.message ?? '', new RegExp(`run r1, step step, attempt ${first.owner.attempt}$`, 'u'));
  assert.equal(await docker.adoptJob(other, new RecordedIo()), undefined);
  const changed = { ...first, command: ['echo', 'changed'] };
  assert.equal(await docker.adoptJob(changed, new RecordedIo()), undefined);
});

test('adopted while it runs, by another client and by the same request', async () => {
  const abandoned = new RecordedIo();
  const request = engine.jobRequest('echo one; while [ ! -e /go ]; do sleep 0.1; done; echo two; exit 3');
  const first = docker.runJob(request, abandoned);
  await abandoned.wrote('one\n', first);

  const next = await engine.open();
  const adopted = new RecordedIo();
  const again = new RecordedIo();
  const running = [next.adoptJob(request, adopted), next.runJob(request, again)];
  await Promise.all([adopted.wrote('one\n', running[0] ?? first), again.wrote('one\n', running[1] ?? first)]);
  await engine.docker('exec', request.name, 'touch', '/go');
  for (const result of [first, ...running])
    assert.deepEqual((await result)?.exit, { kind: 'exited', code: 3 });
  for (const io of [abandoned, adopted, again]) assert.equal(io.text(), 'one\ntwo\n');
  assert.deepEqual([adopted.restarts, again.restarts], [1, 1]);
});

test('adopted after it ended, before it started, and when it is gone', async () => {
  const request = engine.jobRequest('echo done; exit 5');
  await docker.runJob(request, new RecordedIo());
  const next = await engine.open();
  const ended = new RecordedIo();
  const collected = await next.adoptJob(request, ended);
  assert.deepEqual([collected?.exit.code, ended.text(), ended.restarts], [5, 'done\n', 1]);
  await next.release(request.owner);
  assert.equal(await next.adoptJob(request, new RecordedIo()), undefined);

  const created = engine.jobRequest('echo started');
  await docker.runJob(created, new RecordedIo());
  const [container] = JSON.parse(await engine.docker('inspect', created.name));
  await engine.docker('rm', created.name);
  const labels = Object.entries(container.Config.Labels).map(([name, value]) => `--label=${name}=${value}`);
  await engine.docker(
    'create',
    '--name',
    created.name,
    ...labels,
    '-e',
    `FRACTALE_TEST=${engine.home}`,
    created.image,
    'echo',
    'started',
  );
  const io = new RecordedIo();
  assert.equal((await next.adoptJob(created, io))?.exit.code, 0);
  assert.equal(io.text(), 'started\n');
});

test('a job whose container somebody removes is lost, not failed', async () => {
  const io = new RecordedIo();
  const request = engine.jobRequest('echo here; sleep 60');
  const running = docker.runJob(request, io);
  await io.wrote('here\n', running);
  await engine.docker('rm', '-f', request.name);
  const { exit } = await running;
  assert.ok(exit.kind === 'infrastructure' && exit.category === 'infra.lost', JSON.stringify(exit));
});

test('sweeping removes what nobody wants of this home, and nothing else', async () => {
  const other = new MarkedEngine();
  const [kept, dropped] = [engine.jobRequest('true'), engine.jobRequest('true')];
  const foreign = other.jobRequest('true');
  for (const request of [kept, dropped, foreign]) await docker.runJob(request, new RecordedIo());
  const all = (await engine.containers()).length;
  const removed = await docker.sweep(engine.home, owner => owner.attempt === kept.owner.attempt);
  assert.equal(removed, all - 1);
  assert.equal(await docker.sweep(engine.home, () => false), 1);
  assert.deepEqual(await engine.containers(), []);
  assert.equal((await other.containers()).length, 1);
  await other.clean();
});
