import type { Agent } from '../agents/agent.ts';
import { TARGETS } from '../plan/defaults.ts';
import { loadPlan } from '../plan/loadPlan.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { RunOptions } from '../protocol/events.ts';
import { UserError } from '../protocol/userError.ts';

/** The plan of a text, with what the run was asked for in place of what it says. Throws a `UserError` that has every problem. */
export function planOf(text: string, options: RunOptions, agents: readonly Agent[]): Plan {
  const { plan, problems } = loadPlan(text, { agents: agents, targets: TARGETS });
  if (plan === undefined) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    throw new UserError(
      'invalid-plan',
      `The plan has ${errors.length === 1 ? 'a problem' : `${errors.length} problems`}: line ${errors[0]?.line}: ${errors[0]?.message}`,
      'Mend the plan; `fractale validate FILE` shows every problem.',
      problems,
    );
  }
  const { target } = options;
  if (target !== undefined && !TARGETS.includes(target)) {
    throw new UserError('invalid-params', `There is no target ${target}.`, `Targets: ${TARGETS.join(', ')}.`);
  }
  const strict = plan.steps.find(({ isolation }) => isolation !== 'container');
  if (strict !== undefined) {
    throw new UserError(
      'invalid-plan',
      `Step ${strict.id} (line ${strict.line}) asks for isolation: ${strict.isolation}, and the target ${strict.target} gives container. It is not lowered.`,
      'Take the isolation out of the plan where a container is enough.',
    );
  }
  const model = options.model ?? plan.model ?? options.defaultModel;
  return {
    ...plan,
    ...(model !== undefined && { model }),
    steps: upTo(plan.steps, options.step).map(step => ({
      ...step,
      ...(target !== undefined && { target }),
      ...(options.review !== undefined && { review: options.review }),
      ...(options.maxAttempts !== undefined && { maxAttempts: options.maxAttempts }),
    })),
  };
}

function upTo(steps: readonly PlanStep[], id: string | undefined): readonly PlanStep[] {
  if (id === undefined) return steps;
  const index = steps.findIndex(step => step.id === id);
  if (index < 0) {
    const known = steps.map(step => step.id).join(', ');
    throw new UserError('invalid-params', `The plan has no step ${id}.`, `Steps: ${known}.`);
  }
  return steps.slice(0, index + 1);
}
