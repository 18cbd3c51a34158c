import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundleSuite } from './suite/bundleSuite.ts';
import { runSuite } from './suite/runSuite.ts';

const ENDINGS = fileURLToPath(new URL('suite/fixtures/endings.ts', import.meta.url));
const LIMIT_MS = 300_000;
const NEVER_SECONDS = '20';
const skip =
  process.env.FRACTALE_NO_VSCODE ?? (process.env.VSCODE_EXECUTABLE && 'a desktop VS Code is named');

test('the status of an editor run tells how its tests ended', {
  timeout: LIMIT_MS,
  ...(skip && { skip }),
}, async () => {
  const suite = await bundleSuite(ENDINGS, 'endings');
  const run = async (ends: string) => {
    const { status, results } = await runSuite(suite, { FRACTALE_SUITE_ENDS: ends });
    return [status, ...results.map(({ outcome }) => outcome)];
  };
  const never = async () => {
    const env = { FRACTALE_SUITE_ENDS: 'never', FRACTALE_STAND_IN_SECONDS: NEVER_SECONDS };
    assert.equal((await runSuite(suite, env)).status, 1);
  };
  const others = async () => {
    assert.deepEqual(await run('failed'), [1, 'passed', 'failed']);
    assert.deepEqual(await run('without tests'), [1]);
    assert.deepEqual(await run('killed'), [1, 'passed']);
    assert.equal((await runSuite('/nowhere/suite.cjs')).status, 1);
  };
  await Promise.all([never(), others()]);
});
