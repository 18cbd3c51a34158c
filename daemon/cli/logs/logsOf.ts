import type { AttemptState, RunState, StepState } from '../../protocol/state.ts';

/** Steps by id with the first attempt meant, in the run's order; `only` that attempt, or what comes after it too. */
export interface LogChoice {
  readonly from: ReadonlyMap<string, number>;
  readonly only?: boolean;
}

/** The chosen attempts that executed something, in order. */
export function logsOf(run: RunState, choice: LogChoice): { step: StepState; attempt: AttemptState }[] {
  return run.steps.flatMap(step => {
    const first = choice.from.get(step.id);
    if (first === undefined) return [];
    return step.attempts
      .filter(({ number }) => (choice.only ? number === first : number >= first))
      .filter(attempt => attempt.execution !== undefined)
      .map(attempt => ({ step, attempt }));
  });
}
