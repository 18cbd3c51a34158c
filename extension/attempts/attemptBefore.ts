import type { AttemptState, StepState } from '../../daemon/protocol/state.ts';

/** The attempt whose artifact this one was made from: the nearest one before it that has an artifact. */
export function attemptBefore(step: StepState, number: number): AttemptState | undefined {
  return step.attempts.findLast(attempt => attempt.number < number && attempt.artifact !== undefined);
}
