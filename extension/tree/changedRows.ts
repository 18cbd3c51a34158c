import type { RunState } from '../../daemon/protocol/state.ts';

/** Rows of a run that look different now: the run's own, its steps' and its attempts'. */
export interface ChangedRows {
  /** The run's row with its steps: its own looks, or which steps have begun. */
  readonly run: boolean;
  readonly steps: readonly string[];
  readonly attempts: readonly { readonly step: string; readonly attempt: number }[];
}

/** Compares by identity: `fold` makes new objects only for what changed. */
export function changedRows(before: RunState | undefined, now: RunState): ChangedRows {
  if (before === undefined) return { run: true, steps: [], attempts: [] };
  const steps: string[] = [];
  const attempts: { step: string; attempt: number }[] = [];
  let began = false;
  for (const [index, step] of now.steps.entries()) {
    const old = before.steps[index];
    if (old === step) continue;
    if (old?.status === 'pending') began = true;
    // A step's row is drawn with its children: a new attempt needs it, one that changed does not.
    if (old === undefined || old.status !== step.status || old.attempts.length !== step.attempts.length) {
      steps.push(step.id);
      continue;
    }
    for (const [at, attempt] of step.attempts.entries())
      if (old.attempts[at] !== attempt) attempts.push({ step: step.id, attempt: attempt.number });
  }
  return {
    run: began || before.status !== now.status || before.usage !== now.usage,
    steps,
    attempts,
  };
}
