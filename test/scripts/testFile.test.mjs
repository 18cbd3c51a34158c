import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runTestFile } from '../../scripts/testing/testFile.mjs';

const { NODE_TEST_CONTEXT: _outer, ...env } = process.env;
const { signal } = new AbortController();
/** Long enough for the file to have begun on a busy machine. */
const HANG_MS = 8_000;
const FOREVER = 'setInterval(() => {}, 60_000);';

async function run(t, source, limitMs = 60_000) {
  const folder = await mkdtemp(join(tmpdir(), 'fractale-runner-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'sample.test.ts');
  await writeFile(file, `import { describe, test } from 'node:test';\n${source}`);
  return runTestFile({ file, name: 'sample', node: process.execPath, flags: [], env, limitMs, signal });
}

test('each test counts once, suites and parents of a failed test do not', async t => {
  const result = await run(
    t,
    `test('one', () => { console.log('said'); });
     describe('suite', () => { test('two', () => {}); test('later', { skip: 'no engine' }, () => {}); });
     test('parent', async t => { await t.test('child', () => { throw new Error('wrong'); }); });`,
  );
  const { passed, failed, skips, failures, output } = result;
  assert.deepEqual([passed, failed], [2, 1]);
  assert.equal(failures[0].name, 'parent › child');
  assert.match(failures[0].error, /wrong[\s\S]*sample\.test\.ts:4/);
  assert.equal(skips[0].reason, 'no engine');
  assert.equal(output, 'said\n');
});

test('a file that cannot run, holds no test or leaves something open has failed', async t => {
  const cause = async (source, limitMs) => (await run(t, source, limitMs)).failures[0]?.error;
  const causes = await Promise.all([
    cause("import './gone.ts';"),
    cause('console.log(describe, test);'),
    cause("test('a', () => process.kill(process.pid, 'SIGKILL'));"),
    cause(`test('a', () => { ${FOREVER} });`, HANG_MS),
    cause(`test('stuck', async () => { ${FOREVER} await new Promise(() => {}); });`, HANG_MS),
  ]);
  assert.match(causes[0], /status 1: no test had begun/);
  assert.equal(causes[1], 'It holds no test.');
  assert.match(causes[2], /SIGKILL/);
  assert.match(causes[3], /its tests were over/);
  assert.match(causes[4], /stuck \(line 2\) was running/);
});
