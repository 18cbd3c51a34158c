import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { DockerPlatform } from '../../daemon/platforms/docker/dockerPlatform.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { OwnDockerd } from '../fixtures/ownDockerd.ts';
import { SocketProxy } from '../fixtures/socketProxy.ts';
import { BASE, MarkedEngine } from './markedEngine.ts';
import { RecordedIo } from './recordedIo.ts';

const ENGINE = '/var/run/docker.sock';
/** Bounds small enough for a test to wait for. */
const QUICK = { pingEveryMs: 100, pingAnswerMs: 300, graceMs: 600 };

const engine = new MarkedEngine({ ...process.env, DOCKER_HOST: `unix://${ENGINE}` });
const folder = mkdtempSync(join(tmpdir(), 'fractale-connection-'));
after(async () => {
  await engine.clean();
  rmSync(folder, { recursive: true, force: true });
});

async function through(proxy: { readonly path: string }): Promise<DockerPlatform> {
  return await new MarkedEngine({ ...engine.environment, DOCKER_HOST: `unix://${proxy.path}` }).open(QUICK);
}

async function probeFailure(host: string): Promise<UserError> {
  const docker = await new MarkedEngine({ DOCKER_HOST: host }).open();
  const error = await docker.probe().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError);
  assert.equal(error.code, 'missing-engine');
  return error;
}

test('probing tells what the engine is', async () => {
  const { description, platform, cpus, memoryBytes } = await (await engine.open()).probe();
  assert.match(description, /^Docker \d+\.\d+/u);
  assert.match(platform, /^linux\/\w+$/u);
  assert.ok(cpus >= 1 && memoryBytes > 2 ** 28);
});

test("the process's own DOCKER_HOST does not count", async t => {
  const own = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = 'not an address';
  t.after(() => {
    if (own === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = own;
  });
  await (await engine.open()).probe();
  assert.equal(process.env.DOCKER_HOST, 'not an address');
});

test('no engine: no socket, nobody behind it, not allowed, another server', async t => {
  assert.match((await probeFailure(`unix://${folder}/none.sock`)).message, /none\.sock.* does not exist/u);

  const stale = join(folder, 'stale.sock');
  const server = createServer().listen(join(folder, 'live.sock'));
  await once(server, 'listening');
  renameSync(join(folder, 'live.sock'), stale);
  server.close();
  assert.match((await probeFailure(`unix://${stale}`)).message, /nothing listens/u);

  const other = createHttpServer((_request, response) => response.writeHead(502).end('<html>Bad Gateway'));
  other.listen(join(folder, 'other.sock'));
  await once(other, 'listening');
  t.after(() => other.close());
  assert.match((await probeFailure(`unix://${folder}/other.sock`)).message, /HTTP 502, <html>Bad Gateway/u);
});

test('an engine that this user may not use', async () => {
  const docker = await engine.open();
  process.seteuid?.(65_534);
  try {
    await assert.rejects(docker.probe(), (error: UserError) => /docker group/u.test(error.next ?? ''));
  } finally {
    process.seteuid?.(0);
  }
});

test('a log whose connection is cut again and again is complete, and nothing is in it twice', async () => {
  await using proxy = await SocketProxy.start(ENGINE);
  const docker = await through(proxy);
  const lines = 60_000;
  const io = new RecordedIo();
  const request = engine.jobRequest(
    `seq ${lines}; echo quiet; while [ ! -e /go ]; do sleep 0.1; done; echo last`,
  );
  const running = docker.runJob(request, io);
  for (const bytes of [20_000, 300_000, 900_000]) {
    await Promise.race([proxy.carried(bytes), running]);
    proxy.cut();
  }
  await io.wrote('\nquiet\n', running);
  proxy.cut();
  await engine.docker('exec', request.name, 'touch', '/go');
  assert.equal((await running).exit.code, 0);
  const expected = Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join('');
  assert.ok(io.text() === `${expected}quiet\nlast\n`);
  assert.equal(io.restarts, 0);
});

test('an engine that takes no connection any more: the job and the build end as such', async () => {
  const job = new RecordedIo();
  await using first = await SocketProxy.start(ENGINE);
  const running = (await through(first)).runJob(engine.jobRequest('echo here; sleep 60'), job);
  await job.wrote('here\n', running);
  await first.refuse();
  const { exit } = await running;
  assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.engine']);

  const build = new RecordedIo();
  await using second = await SocketProxy.start(ENGINE);
  const building = (await through(second)).build(engine.buildRequest(['RUN echo here; sleep 60']), build);
  await build.wrote('\nhere\n', building);
  await second.refuse();
  const built = await building;
  assert.deepEqual([built.exit.kind, built.exit.category], ['infrastructure', 'infra.engine']);
});

test('an engine that says nothing any more: no job and no build waits for it', async () => {
  await using proxy = await SocketProxy.start(ENGINE);
  const docker = await through(proxy);
  const [job, build] = [new RecordedIo(), new RecordedIo()];
  const running = docker.runJob(engine.jobRequest('echo here; sleep 60'), job);
  const building = docker.build(engine.buildRequest(['RUN echo here; sleep 60']), build);
  await Promise.all([job.wrote('here\n', running), build.wrote('\nhere\n', building)]);
  proxy.stall();
  for (const { exit } of [await running, await building]) {
    assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.engine']);
    assert.match(exit.message ?? '', /does not answer/u);
  }
});

test('cancelling does not wait for an engine that says nothing', async () => {
  await using proxy = await SocketProxy.start(ENGINE);
  const docker = await engineWithPatience(proxy);
  const [job, build] = [new RecordedIo(), new RecordedIo()];
  const running = docker.runJob(engine.jobRequest('echo here; sleep 60'), job);
  const building = docker.build(engine.buildRequest(['RUN echo here; sleep 60']), build);
  await Promise.all([job.wrote('here\n', running), build.wrote('\nhere\n', building)]);
  proxy.stall();
  job.cancel();
  build.cancel();
  for (const { exit } of [await running, await building]) assert.equal(exit.kind, 'cancelled');
});

test('a connection cut in the middle of a build, with the engine alive, is no failed build', async () => {
  await using proxy = await SocketProxy.start(ENGINE);
  const io = new RecordedIo();
  const building = (await through(proxy)).build(engine.buildRequest(['RUN echo here; sleep 60']), io);
  await io.wrote('\nhere\n', building);
  proxy.cut();
  const { exit } = await building;
  assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.engine']);
});

test("a proxy's error page in place of the engine's answer", async t => {
  let status = 200;
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>502 Bad Gateway</html>\n');
  });
  server.listen(join(folder, 'page.sock'));
  await once(server, 'listening');
  t.after(() => server.close());
  const docker = await through({ path: join(folder, 'page.sock') });
  for (const next of [200, 502]) {
    status = next;
    const built = await docker.build(engine.buildRequest(['RUN true']), new RecordedIo());
    assert.deepEqual([built.exit.kind, built.exit.category], ['infrastructure', 'infra.engine']);
    assert.match(built.exit.message ?? '', /Bad Gateway/u);
    const job = await docker.runJob(engine.jobRequest('true'), new RecordedIo());
    assert.deepEqual([job.exit.kind, job.exit.category], ['infrastructure', 'infra.engine']);
    assert.equal(
      (await docker.adoptJob(engine.jobRequest('true'), new RecordedIo()))?.exit.category,
      'infra.engine',
    );
    assert.equal(await docker.imageId('x'), undefined);
    assert.equal(await docker.sweep(engine.home, () => false), 0);
  }
});

test('an engine that is killed under a job and a build, and comes back', async () => {
  await using dockerd = await OwnDockerd.start(BASE);
  const own = new MarkedEngine({ ...process.env, DOCKER_HOST: `unix://${dockerd.socket}` });
  const docker = await own.open(QUICK);
  const [job, build] = [new RecordedIo(), new RecordedIo()];
  const request = own.jobRequest('echo here; sleep 60');
  const running = docker.runJob(request, job);
  // Without a bridge a RUN has no network to start in: the engine is killed while the job runs and the build begins.
  await job.wrote('here\n', running);
  const building = docker.build(own.buildRequest(['RUN sleep 60']), build);
  await build.wrote('Step 1/', building);
  await dockerd.kill();
  for (const { exit } of [await running, await building]) {
    assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.engine']);
  }
  await dockerd.restart();
  const io = new RecordedIo();
  const adopted = await docker.adoptJob(request, io);
  assert.equal(adopted?.exit.code, 255);
  assert.equal(io.text(), 'here\n');
  await docker.release(request.owner);
  assert.equal(await docker.adoptJob(request, new RecordedIo()), undefined);
});

test('an engine that goes down and comes back while a job waits has ended it, and is to blame', async () => {
  await using dockerd = await OwnDockerd.start(BASE);
  const own = new MarkedEngine({ ...process.env, DOCKER_HOST: `unix://${dockerd.socket}` });
  const docker = await own.open({ ...QUICK, graceMs: 60_000 });
  const io = new RecordedIo();
  const running = docker.runJob(own.jobRequest('echo here; sleep 60'), io);
  await io.wrote('here\n', running);
  await dockerd.kill();
  await dockerd.restart();
  const { exit } = await running;
  assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.engine']);
  assert.match(exit.message ?? '', /went down/u);
});

async function engineWithPatience(proxy: { readonly path: string }): Promise<DockerPlatform> {
  return await new MarkedEngine({ ...engine.environment, DOCKER_HOST: `unix://${proxy.path}` }).open();
}
