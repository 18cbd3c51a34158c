import { artifactText, fail, type StepWork } from './stepWork.ts';

/** Repairs the artifact by its agent's rules, each repair an event of its own, or ends the attempt. */
export function preflight(work: StepWork, number: number): void {
  const { recorder, step, agent } = work;
  const at = { step: step.id, attempt: number };
  recorder.append({ type: 'stage.started', ...at, stage: 'preflight' });
  const { edits, refused } = agent.preflight(artifactText(work, number), work.agentStep(number));
  for (const { rule, reason, text } of edits) {
    const artifact = recorder.artifact(agent.artifact.name, text);
    recorder.append({ type: 'artifact.edited', ...at, rule, reason, artifact }, [text]);
  }
  if (refused !== undefined) throw fail(work, refused.category, refused.cause);
}
