import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundleSuite } from './suite/bundleSuite.ts';
import { runSuite } from './suite/runSuite.ts';

const skip = process.env.VSCODE_EXECUTABLE === undefined && process.env.FRACTALE_NO_VSCODE;

test('tests inside the editor', { timeout: 300_000, ...(skip && { skip }) }, async t => {
  const entry = fileURLToPath(new URL('suite/run.ts', import.meta.url));
  const { status, results } = await runSuite(await bundleSuite(entry, 'suite'));
  for (const { name, outcome, error } of results) {
    await t.test(name, { skip: outcome === 'skipped' }, () => {
      if (outcome === 'failed') throw new Error(error);
    });
  }
  assert.ok(results.length > 0, `no test ran; the editor ended with status ${status}`);
  if (results.every(({ outcome }) => outcome !== 'failed')) assert.equal(status, 0);
});
