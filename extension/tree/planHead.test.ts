import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { planHead } from './planHead.ts';

test('a plan is told from any other YAML file, and known by its name and model', () => {
  const shipped = readFileSync(new URL('../../plans/quickstart.yaml', import.meta.url), 'utf8');
  assert.deepEqual(planHead(shipped, '/w/quickstart.yaml'), {
    name: 'LAMMPS quickstart',
    model: 'replay/quickstart.replay.yaml',
  });
  assert.deepEqual(planHead('name: "A: b" # c\nsteps:\n- agent: build\n', '/w/p.yaml'), { name: 'A: b' });
  assert.deepEqual(planHead('plan:\n  - {agent: build}\n', '/w/my.yml'), { name: 'my' });
  assert.deepEqual(planHead('steps: [{agent: build}]\n', '/w/p.yaml'), { name: 'p' });
  // A CI file has steps too, and a manifest may speak of an agent.
  assert.equal(planHead('steps:\n- script: make\n', '/w/azure.yaml'), undefined);
  assert.equal(planHead('kind: Pod\nspec:\n  agent: x\n', '/w/pod.yaml'), undefined);
});
