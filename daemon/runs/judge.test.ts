import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SuccessCheck } from '../plan/plan.ts';
import { judge } from './judge.ts';

async function* lines(text: string): AsyncIterable<string> {
  yield* text.split('\n');
}

const judged = (log: string, success: readonly SuccessCheck[] = [], code = 0, degenerate?: string) =>
  judge({ kind: 'job', exit: { kind: 'exited', code }, lines: lines(log), success, degenerate });

test('an exit status of 0 alone is no success: an empty log and a degenerate command are not', async () => {
  assert.equal((await judged('Loop time of 1')).failed, undefined);
  assert.equal((await judged('\n  \n')).failed?.category, 'check.degenerate');
  assert.equal(
    (await judged('usage: lmp', [], 0, '`lmp -h` shows help')).failed?.detail,
    '`lmp -h` shows help',
  );
});

test('declared checks: a status, a line, and a metric whose last match counts', async () => {
  const log =
    'Loop time of 0.5 on 1 procs\nPerformance: 1,250.5 timesteps/s\nPerformance: 2500 timesteps/s\n';
  const metric: SuccessCheck = {
    kind: 'metric',
    name: 'speed',
    regex: '([0-9.,]+) timesteps/s',
    unit: '1/s',
  };
  const good = await judged(log, [
    { kind: 'log', pattern: 'Loop time of' },
    metric,
    { kind: 'exit', code: 0 },
  ]);
  assert.equal(good.failed, undefined);
  assert.deepEqual(good.metrics, [{ name: 'speed', value: 2500, unit: '1/s' }]);
  assert.equal((await judged(log, [{ kind: 'log', pattern: 'ns/day' }])).failed?.category, 'check.log');
  assert.equal((await judged('x', [metric])).failed?.category, 'check.metric');
  assert.equal((await judged('x', [{ kind: 'exit', code: 3 }])).failed?.category, 'check.exit');
  assert.equal((await judged('x', [{ kind: 'exit', code: 3 }], 3)).failed, undefined);
});

test('what did not end by itself is never a success', async () => {
  const exit = { kind: 'deadline', message: 'after 60 s' } as const;
  const result = await judge({ kind: 'build', exit, lines: lines('ok'), success: [], degenerate: undefined });
  assert.equal(result.failed?.category, 'check.exit');
});
