import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromDetails, keptName } from './messages.ts';

test('a message of the page is taken only in its own shape', () => {
  assert.deepEqual(fromDetails({ type: 'do', action: 'prompt', run: 'other' }), {
    type: 'do',
    action: 'prompt',
  });
  assert.deepEqual(fromDetails({ type: 'line', line: 3 }), { type: 'line', line: 3 });
  for (const other of [
    undefined,
    null,
    'ready',
    { type: 'do', action: 'workbench.action.quit' },
    { type: 'do', action: 'constructor' },
    { type: 'line', line: '3' },
    { type: 'line', line: -1 },
    { type: 'line', line: 1.5 },
  ])
    assert.equal(fromDetails(other), undefined);
});

test('what a page kept names an attempt, or nothing', () => {
  const name = { run: 'r', step: 's', attempt: 1 };
  assert.deepEqual(keptName({ name: { ...name, more: true }, scroll: {} }), name);
  for (const other of [undefined, {}, { name: { ...name, attempt: 0 } }, { name: { run: 'r', step: 's' } }])
    assert.equal(keptName(other), undefined);
});
