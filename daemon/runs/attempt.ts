import { fingerprint } from '../evidence/fingerprint.ts';
import { execute } from './execute.ts';
import { judgeExecution } from './judgeExecution.ts';
import { preflight } from './preflight.ts';
import { propose } from './propose.ts';
import { ReviewOverdue, review } from './review.ts';
import { AttemptEnd, attemptState, type StepWork } from './stepWork.ts';
import { type Stop, stopOf } from './stop.ts';
import { type Ending, ended, failed } from './verdicts.ts';

/**
 * Works one attempt to its end: propose → preflight → review → execute → judge. What its events show as done
 * already is not done again, so the same call goes on with an attempt that a crash broke off.
 */
export async function workAttempt(work: StepWork, number: number): Promise<Ending> {
  const ending = await endingOf(work, number);
  // An execution's traces go only once what it left is recorded.
  work.recorder.append({ type: 'attempt.finished', step: work.step.id, attempt: number, ...ending });
  const attempt = attemptState(work, number);
  if (attempt.execution !== undefined) await work.platform.release(work.agentStep(number).owner);
  if (attempt.artifact !== undefined) {
    work.services.versions.record({
      run: work.recorder.run,
      step: work.step.id,
      attempt: number,
      name: attempt.artifact.name,
      text: work.recorder.text(attempt.artifact.digest),
      verdict: ending.verdict,
    });
  }
  return ending;
}

async function endingOf(work: StepWork, number: number): Promise<Ending> {
  try {
    const attempt = attemptState(work, number);
    if (attempt.artifact === undefined) await propose(work, number);
    if (attempt.execution === undefined) {
      preflight(work, number);
      if (work.step.review === 'ask') await review(work, number);
    }
    const exit = await execute(work, number);
    const stop = exit.kind === 'cancelled' ? stopOf(work.signal) : undefined;
    return stop === undefined ? await judgeExecution(work, number, exit) : stopped(work, stop);
  } catch (error) {
    if (error instanceof AttemptEnd) return error.ending;
    const stop = stopOf(work.signal);
    if (stop === undefined || error instanceof ReviewOverdue) throw error;
    return stopped(work, stop);
  }
}

function stopped(work: StepWork, { kind, message }: Stop): Ending {
  if (kind === 'cancel') return ended('cancelled', 'cancelled');
  if (kind === 'shutdown') return ended('interrupted', message);
  const ending = failed('limit.time', message, fingerprint('limit.time', { text: work.step.id }));
  return { spent: false, verdict: { ...ending.verdict, retryable: false } };
}
