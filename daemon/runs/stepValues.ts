import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Agent, Values } from '../agents/agent.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { StepState } from '../protocol/state.ts';
import { UserError } from '../protocol/userError.ts';

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * A step's inputs: the plan's, else what the nearest earlier step gave out for those that are inherited, else
 * the default. Only keys that the agent declares go in, so nothing leaks from one step into another.
 */
export async function stepValues(
  agent: Agent,
  step: PlanStep,
  earlier: readonly StepState[],
  cwd: string,
): Promise<Values> {
  const values: Record<string, Values[string]> = {};
  for (const [key, input] of Object.entries(agent.inputs)) {
    const value =
      step.context[key] ?? (input.inherited ? inherited(key, earlier) : undefined) ?? input.default;
    if (value !== undefined) values[key] = value;
  }
  for (const [key, { reads }] of Object.entries(agent.inputs)) {
    const file = values[key];
    if (reads !== undefined && typeof file === 'string' && step.context[reads] === undefined) {
      values[reads] = await readInput(resolve(cwd, file), `${key} of step ${step.id}`);
    }
  }
  for (const [key, input] of Object.entries(agent.inputs)) {
    if (input.required && values[key] === undefined) {
      throw new UserError(
        'invalid-plan',
        `Step ${step.id} needs ${key}: no earlier step gave it, and its context does not have it.`,
        `Add ${key} to the context of step ${step.id}.`,
      );
    }
  }
  return values;
}

function inherited(key: string, earlier: readonly StepState[]): string | undefined {
  return earlier.findLast(step => step.status === 'succeeded' && step.outputs[key] !== undefined)?.outputs[
    key
  ];
}

async function readInput(file: string, what: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES) {
      throw new UserError('invalid-params', `${file} (${what}) is over 1 MiB.`, 'Name a smaller file.');
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'invalid-params',
      `${file} (${what}) cannot be read: ${(error as Error).message}`,
      'Check the path.',
    );
  }
}
