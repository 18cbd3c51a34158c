import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { AttemptState, RunState } from '../../daemon/protocol/state.ts';
import type { PlanOutline } from '../languageServer/planOutline.ts';
import { canResume } from '../runs/runStatus.ts';

/** What stands above a line of a plan, to be put into words and commands. Lines count from 0. */
export type PlanLens =
  | { readonly kind: 'runPlan'; readonly line: number }
  | {
      readonly kind: 'active';
      readonly line: number;
      readonly run: string;
      readonly status: 'running' | 'waiting';
    }
  /** The newest run did not succeed: it can go on, or be done again. */
  | { readonly kind: 'resume' | 'retry'; readonly line: number; readonly run: string }
  | { readonly kind: 'runStep'; readonly line: number; readonly step: string }
  | {
      readonly kind: 'attempt';
      readonly line: number;
      readonly name: AttemptName;
      readonly attempt: AttemptState;
    };

/**
 * The lenses of a plan: what can be run, or what runs, and each step's last attempt. `runs` are those of this plan,
 * newest first; `mayRun` is false in a workspace that is not trusted.
 */
export function planLenses(outline: PlanOutline, runs: readonly RunState[], mayRun: boolean): PlanLens[] {
  const active = runs.flatMap(({ id, status }) =>
    status === 'running' || status === 'waiting' ? [{ id, status }] : [],
  );
  const lenses: PlanLens[] = active.map(({ id, status }) => ({
    kind: 'active',
    line: outline.line,
    run: id,
    status,
  }));
  if (active.length === 0 && mayRun) {
    lenses.push({ kind: 'runPlan', line: outline.line });
    const [newest] = runs;
    if (newest !== undefined && canResume(newest))
      lenses.push({ kind: 'resume', line: outline.line, run: newest.id });
    if (newest !== undefined && newest.status !== 'succeeded')
      lenses.push({ kind: 'retry', line: outline.line, run: newest.id });
  }
  for (const { id, line } of outline.steps) {
    if (id === '') continue;
    if (mayRun) lenses.push({ kind: 'runStep', line, step: id });
    const last = lastAttempt(runs, id);
    if (last) lenses.push({ kind: 'attempt', line, ...last });
  }
  return lenses;
}

function lastAttempt(
  runs: readonly RunState[],
  step: string,
): { name: AttemptName; attempt: AttemptState } | undefined {
  for (const run of runs) {
    const attempt = run.steps.find(({ id }) => id === step)?.attempts.at(-1);
    if (attempt) return { name: { run: run.id, step, attempt: attempt.number }, attempt };
  }
  return undefined;
}
