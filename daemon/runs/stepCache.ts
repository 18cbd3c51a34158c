import { createHash } from 'node:crypto';
import { promptOf } from './promptOf.ts';
import type { StepWork } from './stepWork.ts';

/**
 * The key under which a succeeded step is remembered: everything that decides its outcome — agent, first
 * prompt (so inputs, details, goal and what earlier steps gave), model, image, checks, target.
 */
function cacheKey(work: StepWork): string {
  const { step, agent, recorder } = work;
  const { values } = work.agentStep(1);
  const parts = [agent.name, promptOf(work, 1), recorder.state.plan.model, values, step.success, step.target];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Takes over a remembered success when the image it speaks of is still the one on the target. */
export async function cachedStep(work: StepWork): Promise<boolean> {
  const { recorder, step, services, platform } = work;
  const cached = services.store.cacheGet(cacheKey(work));
  if (cached === undefined) return false;
  const before = services.store.state(cached.run)?.steps.find(({ id }) => id === cached.step);
  if (before?.status !== 'succeeded') return false;
  const { image_id: imageId, container } = before.outputs;
  if (imageId !== undefined && (await platform.imageId(container ?? imageId)) !== imageId) return false;
  recorder.append({
    type: 'step.finished',
    step: step.id,
    status: 'succeeded',
    reason: `taken from run ${cached.run}, which worked the same step`,
    outputs: before.outputs,
    cachedFrom: cached,
  });
  return true;
}

/** Only successes are remembered. */
export function rememberStep(work: StepWork, attempt: number): void {
  work.services.store.cachePut(cacheKey(work), { run: work.recorder.run, step: work.step.id, attempt });
}
