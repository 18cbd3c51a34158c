import type { Agent } from './agent.ts';
import { buildAgent } from './build/buildAgent.ts';
import { kubernetesJobAgent } from './kubernetesJob/kubernetesJobAgent.ts';

/** Every agent that a plan's step can name. */
export const AGENTS: readonly Agent[] = [buildAgent, kubernetesJobAgent];
