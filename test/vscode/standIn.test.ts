import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundleSuite } from './suite/bundleSuite.ts';
import { runSuite } from './suite/runSuite.ts';

/** For the run that never ends by itself; any other takes less on a busy machine. */
const NEVER_SECONDS = '20';
const skip =
  process.env.FRACTALE_NO_VSCODE ?? (process.env.VSCODE_EXECUTABLE && 'a desktop VS Code is named');

test('the status of an editor run tells how its tests ended', {
  timeout: 300_000,
  ...(skip && { skip }),
}, async () => {
  const suite = await bundleSuite(
    fileURLToPath(new URL('suite/fixtures/endings.ts', import.meta.url)),
    'endings',
  );
  const run = async (ends: string, env: Record<string, string> = {}) => {
    const { status, results } = await runSuite(suite, { ...env, FRACTALE_SUITE_ENDS: ends });
    return [status, ...results.map(({ outcome }) => outcome)];
  };
  assert.deepEqual(await run('well'), [0, 'passed', 'passed']);
  assert.deepEqual(await run('failed'), [1, 'passed', 'failed']);
  assert.deepEqual(await run('without tests'), [1]);
  assert.deepEqual(await run('killed'), [1, 'passed']);
  assert.deepEqual(await run('never', { FRACTALE_STAND_IN_SECONDS: NEVER_SECONDS }), [1, 'passed']);
  assert.deepEqual((await runSuite('/nowhere/suite.cjs')).status, 1);
});
