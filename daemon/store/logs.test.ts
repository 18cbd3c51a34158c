import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { temporaryHome } from '../../test/daemon/fixtures/temporaryHome.ts';
import type { AttemptName } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import { logFile } from './logFile.ts';
import { Logs } from './logs.ts';
import { Redactor } from './redactor.ts';

const NAME: AttemptName = { run: 'r1', step: 'image', attempt: 1 };
const SHOWN = 16_384;

async function collected(logs: Logs, name: AttemptName = NAME): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of logs.lines(name)) lines.push(line);
  return lines;
}

async function written(test: TestContext, chunks: readonly Uint8Array[]) {
  const home = temporaryHome(test);
  const logs = new Logs(home);
  const writer = await logs.writer(NAME, new Redactor());
  for (const chunk of chunks) await writer.write(chunk);
  await writer.close();
  return { home, logs, writer };
}

/** What the log's lines must be, straight from the text. */
function expected(text: Buffer): string[] {
  const lines = text.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(line => {
    const shown = Buffer.from(line.endsWith('\r') ? line.slice(0, -1) : line, 'latin1').toString('utf8');
    return Buffer.byteLength(shown) <= SHOWN ? shown : '';
  });
}

test('any text in any chunks gives the same lines, whole and by range', async t => {
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    { weight: 1, arbitrary: fc.nat({ max: 200_000 }).map(length => 'y'.repeat(length)) },
  );
  const end = fc.constantFrom('\n', '\r\n', '');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(line, end), { maxLength: 30 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      async (parts, cuts, from) => {
        const text = Buffer.from(parts.flat().join(''));
        const ends = [...cuts.map(cut => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
        const { logs, writer, home } = await written(
          t,
          ends.map((to, index) => text.subarray(ends[index - 1] ?? 0, to)),
        );
        assert.deepEqual(readFileSync(logFile(home, NAME).text), text);
        const lines = await collected(logs);
        assert.equal(writer.lines, lines.length);
        assert.deepEqual(
          lines.map(shown => (Buffer.byteLength(shown) <= SHOWN ? shown : '')),
          expected(text),
        );
        const range = await logs.read(NAME, from, 7);
        assert.equal(range.total, lines.length);
        assert.ok(range.lines.length > 0 || from > lines.length);
        assert.deepEqual(range.lines, lines.slice(from - 1, from - 1 + range.lines.length));
      },
    ),
    { numRuns: 60 },
  );
});

test('a long line is cut between characters and ends in …', async t => {
  const { logs } = await written(t, [Buffer.from(`${'x'.repeat(SHOWN - 1)}€ and more\nnext\n`)]);
  assert.deepEqual(await collected(logs), [`${'x'.repeat(SHOWN - 1)}…`, 'next']);
});

test('a read gives no more than 2,000 lines and about 512 KiB', async t => {
  const { logs } = await written(t, [
    Buffer.from('z\n'.repeat(5_000)),
    Buffer.from(`${'w'.repeat(10_000)}\n`.repeat(100)),
  ]);
  assert.equal((await logs.read(NAME, 1, 10_000)).lines.length, 2_000);
  const wide = await logs.read(NAME, 5_001, 2_000);
  assert.equal(wide.lines.length, 52);
  assert.equal(wide.total, 5_100);
  assert.deepEqual((await logs.read(NAME, 9_999, 5)).lines, []);
});

test('while a log grows only complete lines count; the last one counts when it is closed', async t => {
  const logs = new Logs(temporaryHome(t));
  const writer = await logs.writer(NAME, new Redactor());
  const heard: number[] = [];
  logs.follow(NAME, total => heard.push(total));
  const grown = new Promise<void>(resolve => logs.follow(NAME, total => total === 1 && resolve()));
  void writer.write(Buffer.from('one\ntw'));
  await grown;
  assert.deepEqual(await logs.read(NAME, 1, 10), { from: 1, lines: ['one'], total: 1 });
  const closed = new Promise<void>(resolve => logs.follow(NAME, total => total === 2 && resolve()));
  void writer.write(Buffer.from('o'));
  await writer.close();
  assert.deepEqual(await logs.read(NAME, 1, 10), { from: 1, lines: ['one', 'two'], total: 2 });
  await closed;
  assert.equal(heard.at(-1), 2);
  assert.equal(await writer.write(Buffer.from('late')), undefined);
});

test('a log that outlived its daemon goes on where it was, with its index made good', async t => {
  const home = temporaryHome(t);
  const file = logFile(home, NAME);
  const before = await new Logs(home).writer(NAME, new Redactor());
  for (let line = 1; line <= 40_000; line += 1) await before.write(Buffer.from(`line ${line}\n`));
  await before.close();
  truncateSync(file.index, Math.trunc(statSync(file.index).size / 2) + 1);
  appendFileSync(file.text, 'half a li');

  const logs = new Logs(home);
  assert.deepEqual((await logs.read(NAME, 39_999, 10)).lines, ['line 39999', 'line 40000', 'half a li']);
  const writer = await logs.writer(NAME, new Redactor());
  assert.equal(writer.lines, 40_000);
  await writer.write(Buffer.from('ne\nlast\n'));
  await writer.close();
  assert.deepEqual((await logs.read(NAME, 40_000, 10)).lines, ['line 40000', 'half a line', 'last']);
  assert.deepEqual((await logs.read(NAME, 20_000, 1)).lines, ['line 20000']);
});

test('a restarted log forgets what was in it', async t => {
  const home = temporaryHome(t);
  const logs = new Logs(home);
  const writer = await logs.writer(NAME, new Redactor());
  void writer.write(Buffer.from('old\n'.repeat(100_000)));
  await writer.restart();
  await writer.write(Buffer.from('new\n'));
  await writer.close();
  assert.deepEqual(await collected(logs), ['new']);
});

test('secrets never reach the file', async t => {
  const home = temporaryHome(t);
  const redactor = new Redactor();
  redactor.addSecret('a-very-secret-value');
  const writer = await new Logs(home).writer(NAME, redactor);
  for (const byte of Buffer.from('x a-very-secret-value y\n')) await writer.write(Buffer.of(byte));
  await writer.close();
  assert.equal(readFileSync(logFile(home, NAME).text, 'utf8'), 'x [redacted] y\n');
});

test('a full disk fails the writer, in words, and nothing else', {
  skip: !existsSync('/dev/full'),
}, async t => {
  const home = temporaryHome(t);
  const file = logFile(home, NAME);
  mkdirSync(dirname(file.text));
  symlinkSync('/dev/full', file.text);
  const writer = await new Logs(home).writer(NAME, new Redactor());
  const isFull = (error: unknown) =>
    error instanceof UserError && error.code === 'storage' && /no space/.test(error.message);
  await assert.rejects(async () => {
    for (;;) await writer.write(Buffer.alloc(100_000, 'x\n'));
  }, isFull);
  await assert.rejects(writer.close(), isFull);
});

test('names that would leave the folder are no attempts', async t => {
  const logs = new Logs(temporaryHome(t));
  for (const name of [{ run: '..' }, { run: 'a/b' }, { step: '../../etc' }, { step: '' }, { attempt: 0 }])
    await assert.rejects(
      async () => logs.read({ ...NAME, ...name }, 1, 1),
      (error: unknown) => error instanceof UserError && error.code === 'unknown-attempt',
    );
});
