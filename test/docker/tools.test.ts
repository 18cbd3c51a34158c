import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { MarkedEngine } from './markedEngine.ts';
import { RecordedIo } from './recordedIo.ts';

const folder = mkdtempSync(join(tmpdir(), 'fractale-tools-'));
const engine = new MarkedEngine();
after(async () => {
  await engine.clean();
  rmSync(folder, { recursive: true, force: true });
});

/** A stand-in for a program that cannot run here: it writes down how it was called, then does this. */
function standIn(name: string, script: string): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  writeFileSync(
    join(bin, name),
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${bin}/argv\nenv > ${bin}/env\n${script}\n`,
  );
  chmodSync(join(bin, name), 0o755);
  return bin;
}

async function platform(bin: string, rest = process.env.PATH ?? '') {
  return await new MarkedEngine({ ...engineVariables(), PATH: [bin, rest].join(delimiter) }).open();
}

/** As the daemon gets them from a client: not its own environment. */
function engineVariables(): Record<string, string> {
  const { DOCKER_HOST, HOME } = process.env;
  return { ...(DOCKER_HOST && { DOCKER_HOST }), ...(HOME && { HOME }), KUBECONFIG: '/the/run/kubeconfig' };
}

test('load: kind gets the image, the variables of the run, and none of the daemon', async t => {
  process.env.FRACTALE_TEST_SECRET = 'secret';
  t.after(() => delete process.env.FRACTALE_TEST_SECRET);
  const bin = standIn('kind', 'echo loaded');
  const io = new RecordedIo();
  const request = engine.buildRequest(['RUN echo load'], { load: true });
  const { exit } = await (await platform(bin)).build(request, io);
  assert.equal(exit.code, 0);
  assert.match(io.text(), /\nloaded\n$/u);
  assert.equal(readFileSync(join(bin, 'argv'), 'utf8'), `load\ndocker-image\n${request.image}\n`);
  const env = readFileSync(join(bin, 'env'), 'utf8');
  assert.match(env, /^KUBECONFIG=\/the\/run\/kubeconfig$/mu);
  assert.doesNotMatch(env, /secret/u);
});

test('load: kind that fails, and kind that is not there', async () => {
  const request = engine.buildRequest(['RUN echo load'], { load: true });
  const failing = await platform(standIn('kind', 'echo "ERROR: no nodes found for cluster" >&2; exit 1'));
  const failed = await failing.build(request, new RecordedIo());
  assert.deepEqual([failed.exit.kind, failed.exit.category], ['infrastructure', 'infra.tool']);
  assert.match(failed.exit.message ?? '', /no nodes found/u);
  const missing = await (await platform(folder, folder)).build(request, new RecordedIo());
  assert.deepEqual([missing.exit.kind, missing.exit.category], ['infrastructure', 'infra.tool']);
  assert.match(missing.exit.message ?? '', /kind\.sigs\.k8s\.io/u);
});

test('load: cancelled, kind and what it started are gone', async () => {
  const bin = standIn('kind', `sleep 60 & echo $! > ${folder}/child; echo waiting; wait`);
  const io = new RecordedIo();
  const request = engine.buildRequest(['RUN echo load'], { load: true });
  const building = (await platform(bin)).build(request, io);
  await io.wrote('waiting\n', building);
  io.cancel();
  assert.equal((await building).exit.kind, 'cancelled');
  const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
  assert.ok(hasEnded(child));
});

/** Gone, or ended and not yet taken note of by its parent. */
function hasEnded(pid: number): boolean {
  try {
    return /^State:\tZ/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

const BUILDX = `
[ "$2" = version ] && exit 0
while [ $# -gt 0 ]; do [ "$1" = --metadata-file ] && file=$2; shift; done
cat > ${folder}/dockerfile
echo '{"containerimage.digest":"sha256:feed"}' > "$file"
`;

test('several platforms: one push by buildx, with the Dockerfile as its only input', async () => {
  const bin = standIn('docker', BUILDX);
  const platforms = ['linux/amd64', 'linux/arm64'];
  const request = engine.buildRequest(['RUN true'], { image: 'r.example/app:v1', platforms, push: true });
  const { exit, facts } = await (await platform(bin)).build(request, new RecordedIo());
  assert.equal(exit.code, 0);
  assert.deepEqual(facts, { image: 'r.example/app:v1', digest: 'sha256:feed' });
  assert.equal(readFileSync(join(folder, 'dockerfile'), 'utf8'), request.dockerfile);
  const argv = readFileSync(join(bin, 'argv'), 'utf8').split('\n');
  assert.deepEqual(argv.slice(0, 5), ['buildx', 'build', '--platform', 'linux/amd64,linux/arm64', '--push']);
  assert.deepEqual(argv.slice(-4), ['-t', 'r.example/app:v1', '-', '']);
  assert.ok(argv.includes(`--label=dev.fractale.home=${request.owner.home}`));
});

test('several platforms: what is missing is named', async () => {
  const platforms = ['linux/amd64', 'linux/arm64'];
  const none = standIn('docker', 'echo "docker: buildx is not a docker command"; exit 1');
  const driver = standIn(
    'docker',
    '[ "$2" = version ] && exit 0; echo "ERROR: Multi-platform build is not supported for the docker driver."; exit 1',
  );
  const cases: [string, boolean, RegExp][] = [
    [none, true, /docker-buildx/u],
    [driver, true, /docker buildx create --use/u],
    [none, false, /--push/u],
  ];
  for (const [bin, push, message] of cases) {
    const request = engine.buildRequest([], { image: 'r.example/app', platforms, push });
    const { exit } = await (await platform(bin)).build(request, new RecordedIo());
    assert.deepEqual([exit.kind, exit.category], ['infrastructure', 'infra.tool']);
    assert.match(exit.message ?? '', message);
  }
});

test('several platforms: a command that fails is the Dockerfile to blame for', async () => {
  const bin = standIn(
    'docker',
    `[ "$2" = version ] && exit 0
echo '#7 [linux/arm64 2/2] RUN false'
echo 'ERROR: failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1' >&2
exit 1`,
  );
  const platforms = ['linux/amd64', 'linux/arm64'];
  const request = engine.buildRequest(['RUN false'], { image: 'r.example/app', platforms, push: true });
  const { exit } = await (await platform(bin)).build(request, new RecordedIo());
  assert.deepEqual([exit.kind, exit.category], ['exited', undefined]);
});
