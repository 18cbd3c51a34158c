import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { MarkedEngine } from './markedEngine.ts';
import { RecordedIo } from './recordedIo.ts';

const engine = new MarkedEngine();
const docker = await engine.open();
after(() => engine.clean());

test('a build that succeeds: tag, labels, facts, log, instructions, and adoption', async () => {
  const io = new RecordedIo();
  const request = engine.buildRequest(['# why', 'RUN echo out; \\', '    echo größer >&2']);
  const { exit, facts } = await docker.build(request, io);
  assert.deepEqual(exit, { kind: 'exited', code: 0 });
  const [image] = JSON.parse(await engine.docker('image', 'inspect', `${request.image}:latest`));
  assert.deepEqual(facts, { image: request.image, imageId: image.Id });
  const { home, run, step, attempt } = request.owner;
  assert.deepEqual(image.Config.Labels, {
    'dev.fractale.home': home,
    'dev.fractale.run': run,
    'dev.fractale.step': step,
    'dev.fractale.attempt': String(attempt),
  });
  for (const line of [/\nout\n/u, /\ngrößer\n/u]) assert.match(io.text(), line);
  assert.deepEqual(
    io.instructions.map(({ index, line, total, failed }) => ({ index, line, total, failed })),
    [1, 2, 4].map((line, at) => ({ index: at + 1, line, total: 3, failed: undefined })),
  );
  assert.equal(await docker.imageId(request.image), image.Id);
  assert.deepEqual(await docker.adoptBuild(request), { exit, facts });
  const next = { ...request, owner: { ...request.owner, attempt: attempt + 100 } };
  assert.equal(await docker.adoptBuild(next), undefined);
});

test('a build that ended before it got its tag gets it when it is adopted', async () => {
  const request = engine.buildRequest(['RUN echo untagged'], { image: `fractale-${engine.home}-late` });
  const { facts } = await docker.build(request, new RecordedIo());
  await engine.docker('tag', request.image, `fractale-${engine.home}-keep`);
  await engine.docker('rmi', request.image);
  assert.deepEqual((await docker.adoptBuild(request))?.facts, facts);
  assert.equal(await docker.imageId(request.image), facts.imageId);
  await engine.docker('rmi', `fractale-${engine.home}-keep`);
});

test('what did not change comes from the cache, and is said to', async () => {
  const instructions = ['RUN echo cached > /cached'];
  await docker.build(engine.buildRequest(instructions), new RecordedIo());
  const io = new RecordedIo();
  await docker.build(engine.buildRequest([...instructions, 'RUN echo new']), io);
  assert.deepEqual(
    io.instructions.map(instruction => instruction.cached),
    [true, true, true, false],
  );
});

test('an instruction that fails: its exit code and its place', async () => {
  const io = new RecordedIo();
  const { exit } = await docker.build(engine.buildRequest(['RUN echo before; exit 7', 'RUN echo never']), io);
  assert.equal(exit.kind, 'exited');
  assert.equal(exit.code, 7);
  assert.equal(exit.category, undefined);
  assert.deepEqual(
    io.instructions.map(({ line, failed }) => [line, failed]),
    [
      [1, undefined],
      [2, undefined],
      [3, true],
    ],
  );
  assert.match(io.text(), /before\n[\s\S]*returned a non-zero code: 7\n$/u);
});

test('a text that is no Dockerfile, one with here-documents, and an empty one', async () => {
  const io = new RecordedIo();
  const wrong = await docker.build(engine.buildRequest(['RUM true']), io);
  assert.equal(wrong.exit.kind, 'exited');
  assert.equal(wrong.exit.category, 'build.syntax');
  assert.match(wrong.exit.message ?? '', /line 3: unknown instruction: RUM/u);
  assert.match(io.text(), /unknown instruction: RUM/u);
  const here = await docker.build(engine.buildRequest(['RUN <<EOF', 'true', 'EOF']), new RecordedIo());
  assert.equal(here.exit.category, 'build.syntax');
  assert.match(here.exit.message ?? '', /no here-documents/u);
  const empty = await docker.build(engine.buildRequest([], { dockerfile: '' }), new RecordedIo());
  assert.equal(empty.exit.category, 'build.syntax');
});

test('a name that cannot be an image is refused before anything happens', async () => {
  const io = new RecordedIo();
  const { exit } = await docker.build(engine.buildRequest([], { image: '../x' }), io);
  assert.equal(exit.category, 'artifact.invalid');
  assert.equal(io.text(), '');
});

test('cancelled in the middle: ends at once and leaves nothing', async () => {
  const request = engine.buildRequest(['RUN echo one > /one', 'ENV A=1', 'RUN echo here; sleep 60'], {
    image: `fractale-${engine.home}-cancelled`,
  });
  const before = await engine.images();
  const io = new RecordedIo();
  const building = docker.build(request, io);
  await io.wrote('\nhere\n', building);
  io.cancel();
  assert.deepEqual(await building, { exit: { kind: 'cancelled' }, facts: {} });
  assert.deepEqual(await engine.containers(), []);
  assert.deepEqual(await engine.images(), before);
  assert.equal(await docker.imageId(request.image), undefined);
});

test('cancelled before it began, and cancelled with another build on the same layers', async () => {
  const gone = new RecordedIo();
  gone.cancel();
  assert.equal((await docker.build(engine.buildRequest(['RUN true']), gone)).exit.kind, 'cancelled');

  const shared = `RUN echo shared > /shared`;
  const first = new RecordedIo();
  const cancelled = docker.build(engine.buildRequest([shared, 'RUN echo here; sleep 60']), first);
  await first.wrote('\nhere\n', cancelled);
  const other = await docker.build(
    engine.buildRequest([shared, 'RUN echo other'], { image: `fractale-${engine.home}-other` }),
    new RecordedIo(),
  );
  first.cancel();
  await cancelled;
  assert.equal(other.exit.code, 0);
  assert.equal(await docker.imageId(`fractale-${engine.home}-other`), other.facts.imageId);
});

test('at its time limit a build ends, leaves nothing, and names the instruction', async () => {
  const before = await engine.images();
  const io = new RecordedIo();
  const request = engine.buildRequest(['RUN echo limit > /limit', 'RUN sleep 60'], { limitMs: 2500 });
  const { exit } = await docker.build(request, io);
  assert.equal(exit.kind, 'deadline');
  assert.equal(exit.category, 'limit.time');
  assert.match(exit.message ?? '', /2\.5 s/u);
  assert.equal(io.instructions.at(-1)?.failed, true);
  assert.deepEqual(await engine.containers(), []);
  assert.deepEqual(await engine.images(), before);
});

test('a build that writes without end is stopped', async () => {
  const small = await engine.open({ logLimitBytes: 100_000 });
  const io = new RecordedIo();
  const { exit } = await small.build(engine.buildRequest(['RUN yes']), io);
  assert.equal(exit.kind, 'log-limit');
  assert.equal(exit.category, 'limit.log');
  assert.equal(io.bytes().length, 100_000);
  assert.deepEqual(await engine.containers(), []);
});

test('a log that is taken slowly holds the build back and loses nothing', async () => {
  const io = new RecordedIo();
  const lines = 20_000;
  const slow = Object.assign(Object.create(io) as RecordedIo, {
    write: async (chunk: Uint8Array) => {
      await new Promise(resolve => setImmediate(resolve));
      io.write(chunk);
    },
  });
  await docker.build(engine.buildRequest([`RUN seq -f 'line %g.' ${lines}`]), slow);
  assert.equal(io.text().match(/^line \d\S*$/gmu)?.length, lines);
});
