import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { BuildRequest } from '../../daemon/platforms/platform.ts';
import { DockerRegistry } from '../fixtures/dockerRegistry.ts';
import { BASE, MarkedEngine } from './markedEngine.ts';
import { RecordedIo } from './recordedIo.ts';

/** `ann` with the password `secret`, as `htpasswd -B` writes it. */
const USERS = 'ann:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n';

const open = await DockerRegistry.start();
const guarded = await DockerRegistry.start({ htpasswd: USERS });
const folder = mkdtempSync(join(tmpdir(), 'fractale-login-'));
const engine = new MarkedEngine();
const docker = await engine.open();
after(async () => {
  await engine.clean();
  await open[Symbol.asyncDispose]();
  await guarded[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** An image without files: what is tested is how it travels. */
function emptyImage(text: string, image: string): BuildRequest {
  const dockerfile = `FROM scratch\nENV FRACTALE_TEST=${engine.home}\nENV TEXT=${text}\n`;
  return engine.buildRequest([], { dockerfile, image, push: true });
}

async function loggedIn(password: string): Promise<MarkedEngine> {
  const config = join(folder, password);
  mkdirSync(config, { recursive: true });
  const auth = Buffer.from(`ann:${password}`).toString('base64');
  writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [guarded.address]: { auth } } }));
  return new MarkedEngine({ ...process.env, DOCKER_CONFIG: config });
}

test('pushed, the image is in the registry under the digest of the facts', async () => {
  const image = `${open.address}/${engine.home}:v1`;
  const io = new RecordedIo();
  const { exit, facts } = await docker.build(emptyImage('pushed', image), io);
  assert.equal(exit.code, 0);
  const manifest = await fetch(`http://${open.address}/v2/${engine.home}/manifests/v1`, {
    headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
  });
  assert.equal(facts.digest, manifest.headers.get('docker-content-digest'));
  assert.equal(facts.imageId, await docker.imageId(image));
  assert.match(io.text(), /v1: digest: sha256:/u);
  assert.equal(await docker.adoptBuild(engine.buildRequest([], { image, push: true })), undefined);
});

test('a push that is refused, or reaches nobody, is a failed build with that reason', async () => {
  const image = `${guarded.address}/${engine.home}`;
  const io = new RecordedIo();
  const refused = await docker.build(emptyImage('refused', image), io);
  assert.deepEqual([refused.exit.kind, refused.exit.category], ['infrastructure', 'infra.registry']);
  assert.match(io.text(), /no basic auth credentials\n$/u);
  const nobody = engine.buildRequest(['RUN echo refused'], {
    image: `127.0.0.1:1/${engine.home}`,
    push: true,
  });
  const { exit } = await docker.build(nobody, new RecordedIo());
  assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.network']);
});

test('credentials of docker login: pushed with them, pulled with them, refused with wrong ones', async () => {
  const image = `${guarded.address}/${engine.home}-private`;
  const right = await (await loggedIn('secret')).open();
  const pushed = await right.build(emptyImage('private', image), new RecordedIo());
  assert.equal(pushed.exit.code, 0);
  await engine.docker('rmi', image);

  const from = { dockerfile: `FROM ${image}\nENV FRACTALE_TEST=${engine.home}\n` };
  const built = await right.build(engine.buildRequest([], from), new RecordedIo());
  assert.deepEqual(built.exit, { kind: 'exited', code: 0 });
  // The image has no programs: that it was pulled shows in that its command is missed.
  const request = engine.jobRequest('true', { image, pull: 'always' });
  assert.equal((await right.runJob(request, new RecordedIo())).exit.category, 'run.command');
  await right.release(request.owner);
  await engine.docker('rmi', image);

  const wrong = await (await loggedIn('wrong')).open();
  for (const platform of [wrong, docker]) {
    const denied = await platform.build(engine.buildRequest([], from), new RecordedIo());
    assert.deepEqual([denied.exit.kind, denied.exit.category], ['infrastructure', 'infra.registry']);
    const unrun = await platform.runJob(
      engine.jobRequest('true', { image, pull: 'missing' }),
      new RecordedIo(),
    );
    assert.deepEqual([unrun.exit.kind, unrun.exit.category], ['infrastructure', 'infra.registry']);
  }
});

test('a base image that no registry has is the fault of the Dockerfile, and of the job that names it', async () => {
  const image = `${open.address}/nosuch:v9`;
  const io = new RecordedIo();
  const built = await docker.build(engine.buildRequest([], { dockerfile: `FROM ${image}\nRUN true\n` }), io);
  assert.deepEqual(
    [built.exit.kind, built.exit.code, built.exit.category],
    ['exited', undefined, 'build.image'],
  );
  assert.deepEqual(
    io.instructions.map(({ line, failed }) => [line, failed]),
    [[1, true]],
  );
  assert.match(io.text(), /manifest unknown/u);
  const job = await docker.runJob(engine.jobRequest('true', { image, pull: 'missing' }), new RecordedIo());
  assert.deepEqual([job.exit.kind, job.exit.category], ['infrastructure', 'build.image']);
});

test('cancelled while it pushes, a build leaves no image', async () => {
  const image = `${open.address}/${engine.home}-cancelled`;
  const io = new RecordedIo();
  const large = 'RUN head -c 60000000 /dev/urandom > /large';
  const building = docker.build(engine.buildRequest([large], { image, push: true }), io);
  await io.wrote('The push refers to repository', building);
  io.cancel();
  assert.equal((await building).exit.kind, 'cancelled');
  assert.equal(await docker.imageId(image), undefined);
});

test('pulled layers are named in the log', async () => {
  const image = `${open.address}/${engine.home}-base`;
  await engine.docker('tag', BASE, image);
  await engine.docker('push', image);
  await engine.docker('rmi', image);
  const io = new RecordedIo();
  const request = engine.buildRequest([], {
    dockerfile: `FROM ${image}\nENV FRACTALE_TEST=${engine.home}\n`,
  });
  assert.equal((await docker.build(request, io)).exit.code, 0);
  assert.match(io.text(), /Digest: sha256:[0-9a-f]+\nStatus: /u);
  await engine.docker('rmi', image);
});
