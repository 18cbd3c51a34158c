import type { Limits } from '../protocol/events.ts';
import type { AttemptState, RunState } from '../protocol/state.ts';
import type { FailureCategory } from '../protocol/verdict.ts';

/** Why no further model call may be made; undefined while there is room. The call that crosses a bound is the last. */
export function exhausted(
  state: RunState,
  limits: Limits,
): { readonly category: FailureCategory; readonly message: string } | undefined {
  if (state.usage.total >= limits.tokens) {
    return {
      category: 'limit.tokens',
      message: `${state.usage.total} of ${limits.tokens} tokens are used: raise limits.tokens in the plan to go on.`,
    };
  }
  if (limits.usd !== undefined && state.usage.usd >= limits.usd) {
    return {
      category: 'limit.usd',
      message: `$${state.usage.usd.toFixed(2)} of $${limits.usd.toFixed(2)} are spent: raise limits.usd in the plan to go on.`,
    };
  }
  return undefined;
}

/** Milliseconds of work so far: every attempt's stages, without the time that waited for a person. */
export function workedMs(state: RunState): number {
  return state.steps.flatMap(step => step.attempts).reduce((sum, attempt) => sum + stagesMs(attempt), 0);
}

function stagesMs({ timings }: AttemptState): number {
  return Object.entries(timings).reduce((sum, [stage, ms]) => (stage === 'review' ? sum : sum + ms), 0);
}
