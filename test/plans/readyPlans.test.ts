import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AgentStep } from '../../daemon/agents/agent.ts';
import { AGENTS } from '../../daemon/agents/registry.ts';
import { parseRecording } from '../../daemon/models/parseRecording.ts';
import { loadPlan } from '../../daemon/plan/loadPlan.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'plans');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const load = (name: string) => loadPlan(read(name), { agents: AGENTS, targets: ['local'] });

for (const name of readdirSync(FOLDER).filter(file => /(?<!\.replay)\.yaml$/u.test(file))) {
  test(`plans/${name} loads without a problem`, () => {
    const { plan, problems } = load(name);
    assert.deepEqual(problems, []);
    assert.ok(plan);
  });
}

test('the quickstart’s recording has replies for each step that preflight lets through', () => {
  const { plan } = load('quickstart.yaml');
  const recording = parseRecording(read('quickstart.replay.yaml'), 'quickstart.replay.yaml');
  assert.deepEqual(
    recording.replies.map(reply => reply.step),
    plan?.steps.flatMap(step => [step.id, step.id]),
  );
  for (const step of plan?.steps ?? []) {
    const agent = AGENTS.find(candidate => candidate.name === step.agent);
    const working: AgentStep = {
      owner: { home: 'home', run: '20261120-071530-k3x9', step: step.id, attempt: 1 },
      values: { container: 'fractale-quickstart', ...step.context },
      target: { description: 'Docker', platform: 'linux/amd64', cpus: 1, memoryBytes: 1024 ** 3 },
    };
    for (const reply of recording.replies.filter(candidate => candidate.step === step.id)) {
      const artifact = /^```\w+\n(.*?)^```/msu.exec(reply.text)?.[1] ?? '';
      assert.equal(agent?.preflight(artifact, working).refused, undefined, artifact);
    }
  }
});

test('a recording that is taken for a plan is told by one problem', () => {
  assert.deepEqual(
    load('quickstart.replay.yaml').problems.map(({ code }) => code),
    ['recording'],
  );
});
