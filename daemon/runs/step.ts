import type { StepState } from '../protocol/state.ts';
import { workAttempt } from './attempt.ts';
import { repeated } from './history.ts';
import { makeUpOutfile, writeOutfile } from './outfile.ts';
import { cachedStep, rememberStep } from './stepCache.ts';
import type { StepWork } from './stepWork.ts';
import type { Ending } from './verdicts.ts';

/** The daemon was told to end: the run is set aside for `resume`. */
export class StepInterrupted extends Error {}

/**
 * Works a step in attempts until one succeeds, none is left, or a failure says that no further one can help.
 * Exactly `maxAttempts` attempts are spent; those that failed for reasons outside of them are not counted.
 */
export async function workStep(work: StepWork, useCache: boolean): Promise<StepState['status']> {
  const { recorder, step } = work;
  const before = recorder.step(step.id);
  if (before.status === 'succeeded') {
    await makeUpOutfile(work);
    return before.status;
  }
  if (before.status !== 'running') recorder.append({ type: 'step.started', step: step.id });
  if (useCache && before.attempts.length === 0 && (await cachedStep(work))) {
    await writeOutfile(work);
    return 'succeeded';
  }
  const open = before.attempts.find(attempt => attempt.verdict === undefined);
  const last = before.attempts.at(-1);
  let ending: Ending | undefined;
  if (open !== undefined) ending = await workAttempt(work, open.number);
  else if (before.status === 'running' && last?.verdict)
    ending = { verdict: last.verdict, spent: last.spent ?? true };
  for (;;) {
    const { attempts } = recorder.step(step.id);
    const number = attempts.at(-1)?.number ?? 0;
    if (ending?.verdict.status === 'succeeded') {
      finish(work, 'succeeded', ending.verdict.summary);
      rememberStep(work, number);
      await writeOutfile(work);
      return 'succeeded';
    }
    if (ending?.verdict.status === 'cancelled') return finish(work, 'cancelled', ending.verdict.summary);
    if (ending?.verdict.status === 'interrupted') {
      if (work.signal.aborted) throw new StepInterrupted(ending.verdict.summary);
    } else if (ending !== undefined) {
      const { verdict } = ending;
      if (!verdict.retryable) return finish(work, 'failed', verdict.summary, verdict.category);
      const same = repeated(recorder, step.id, number);
      if (same !== undefined) {
        const reason = `attempts ${same.number} and ${number} failed in the same way after the same change: ${verdict.summary}`;
        return finish(work, 'failed', reason, 'limit.repeat');
      }
      const spent = attempts.filter(attempt => attempt.spent).length;
      if (spent >= step.maxAttempts) {
        const reason = `${spent} of ${step.maxAttempts} attempts failed; the last one: ${verdict.summary}`;
        return finish(work, 'failed', reason, verdict.category);
      }
    }
    ending = await workAttempt(work, startAttempt(work));
  }
}

function startAttempt({ recorder, step }: StepWork): number {
  const last = recorder.step(step.id).attempts.at(-1);
  const repeats =
    last !== undefined && last.spent === false && last.artifact !== undefined ? last.number : undefined;
  const attempt = (last?.number ?? 0) + 1;
  recorder.append({
    type: 'attempt.started',
    step: step.id,
    attempt,
    ...(repeats !== undefined && { repeats }),
  });
  return attempt;
}

function finish(
  work: StepWork,
  status: 'succeeded' | 'failed' | 'cancelled',
  reason: string,
  category?: StepState['category'],
): StepState['status'] {
  const { recorder, step, agent } = work;
  const last = recorder.step(step.id).attempts.at(-1);
  const outputs =
    status === 'succeeded' && last?.artifact && last.exit
      ? agent.outputs(recorder.text(last.artifact.digest), work.agentStep(last.number), {
          exit: last.exit,
          facts: last.facts,
        })
      : {};
  recorder.append({
    type: 'step.finished',
    step: step.id,
    status,
    reason,
    outputs,
    ...(category && { category }),
  });
  return status;
}
