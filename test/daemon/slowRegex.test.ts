import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('a success check that backtracks without end does not stop the daemon', () => {
  const judge = new URL('../../daemon/runs/judge.ts', import.meta.url).href;
  const script = `
    import { setFlagsFromString } from 'node:v8';
    setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
    const { judge } = await import(${JSON.stringify(judge)});
    async function* lines() { yield 'a'.repeat(10_000) + 'b'; }
    const success = [{ kind: 'log', pattern: '(a+)+$' }];
    const { failed } = await judge({ kind: 'job', exit: { kind: 'exited', code: 0 }, lines: lines(), success });
    console.log(failed.category);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 30_000 });
  assert.equal(stdout.toString().trim(), 'check.log');
});
