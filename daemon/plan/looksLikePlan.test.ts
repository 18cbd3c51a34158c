import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikePlan } from './looksLikePlan.ts';

test('plans are told from other YAML files with steps', () => {
  for (const plan of [
    'steps:\n- agent: build\n',
    '\ufeffplan: # the steps\r\n\r\n  - agent: build\r\n',
    'steps: [{id: a, agent: build}]\n',
    'steps:\r\n- id: a\r\n  agent:\r\n',
  ])
    assert.ok(looksLikePlan(plan), plan);
  for (const other of [
    'steps:\n- script: make\n  useragent: x\n',
    'jobs:\n  a:\n    steps:\n    - agent: x\n',
    'steps:\n# - agent: build\n- task: x\n',
    'plan: gold\nagent: smith\n',
    '',
  ])
    assert.ok(!looksLikePlan(other), other);
});

test('no text makes it slow', () => {
  for (const piece of ['\n', ' \n', '- ', '- \n', 'steps:\n', 'steps: ', '{ ', 'agent '])
    assert.equal(looksLikePlan(`steps:\n${piece.repeat(500_000)}`), false);
});
