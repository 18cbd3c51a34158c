import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunState } from '../../daemon/protocol/state.ts';
import { planLenses } from './planLens.ts';

const outline = {
  name: 'n',
  line: 2,
  steps: [
    { id: 'image', agent: 'build', line: 4, endLine: 6 },
    { id: '', agent: '', line: 7, endLine: 7 },
    { id: 'run', agent: 'kubernetes-job', line: 8, endLine: 9 },
  ],
};
const attempts = (...numbers: number[]) => numbers.map(number => ({ number }));
const run = (id: string, status: string, image: number[], job: number[]) =>
  ({
    id,
    status,
    steps: [
      { id: 'image', attempts: attempts(...image) },
      { id: 'run', attempts: attempts(...job) },
    ],
  }) as unknown as RunState;

const words = (runs: RunState[], mayRun = true) =>
  planLenses(outline, runs, mayRun).map(lens => {
    if (lens.kind === 'attempt')
      return `${lens.line} ${lens.name.run}/${lens.name.step}/${lens.name.attempt}`;
    return `${lens.line} ${lens.kind}${lens.kind === 'active' ? ` ${lens.run} ${lens.status}` : ''}`;
  });

test('a run that was interrupted can go on', () => {
  assert.deepEqual(words([run('b', 'interrupted', [], [])]).slice(0, 3), [
    '2 runPlan',
    '2 resume',
    '2 retry',
  ]);
});

test('a plan can be run, and each step shows the newest attempt there was of it', () => {
  assert.deepEqual(words([]), ['2 runPlan', '4 runStep', '8 runStep']);
  assert.deepEqual(words([run('b', 'failed', [1, 2], []), run('a', 'succeeded', [1], [1])]), [
    '2 runPlan',
    '2 retry',
    '4 runStep',
    '4 b/image/2',
    '8 runStep',
    '8 a/run/1',
  ]);
});

test('while it runs it can be cancelled, not started again', () => {
  assert.deepEqual(words([run('b', 'waiting', [1], []), run('a', 'failed', [1], [3])]), [
    '2 active b waiting',
    '4 runStep',
    '4 b/image/1',
    '8 runStep',
    '8 a/run/3',
  ]);
});

test('nothing can be run where nothing is trusted', () => {
  assert.deepEqual(words([run('a', 'failed', [1], [])], false), ['4 a/image/1']);
});
