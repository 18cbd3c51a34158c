import type { AgentDeclaration } from '../../daemon/plan/input.ts';
import { PlanVocabulary } from './planVocabulary.ts';

const environment = { type: 'string', default: 'a cloud', doc: 'Where it runs.' } as const;
const build: AgentDeclaration = {
  name: 'build',
  description: 'Builds an image.',
  inputs: {
    application: { type: 'string', required: true, doc: 'What to build.' },
    environment,
    push: { type: 'boolean', default: false, doc: 'Push it.' },
    max_runtime: { type: 'integer', minimum: 1, doc: 'Seconds.' },
  },
};
const job: AgentDeclaration = {
  name: 'kubernetes-job',
  description: 'Runs a Job.',
  inputs: {
    container: { type: 'string', required: true, inherited: true, doc: 'The image.' },
    environment,
    no_pull: { type: 'boolean', default: false, doc: 'Never pull.' },
  },
};

/** For tests: two agents, two targets. */
export const testVocabulary = new PlanVocabulary({
  agents: [build, job],
  targets: ['local', 'kata'],
  models: ['gemini/gemini-2.5-pro', 'replay/'],
});
