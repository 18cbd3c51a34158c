import { composePrompt } from './compose.ts';
import { earlierAttempts, previousArtifact } from './history.ts';
import type { StepWork } from './stepWork.ts';

/** The first prompt of a step when `number` is 1; later ones carry the evidence of what failed. */
export function promptOf(
  work: Pick<StepWork, 'agent' | 'step' | 'plan' | 'recorder' | 'agentStep'>,
  number: number,
): string {
  const agentStep = work.agentStep(number);
  const previous = previousArtifact(work.recorder, work.step.id, number);
  const details = agentStep.values.details;
  return composePrompt({
    parts: work.agent.prompt(agentStep),
    repairTask: work.agent.repairTask(agentStep),
    details: typeof details === 'string' ? details.split('\n').flatMap(line => line.trim() || []) : [],
    earlier: earlierAttempts(work.recorder, work.step.id, number),
    ...(work.plan.goal !== undefined && { goal: work.plan.goal }),
    ...(previous && { previous }),
  });
}
