import { dirname, join } from 'node:path';
import type { RunState } from '../../daemon/protocol/state.ts';

/**
 * The workspace file of an artifact: beside the plan file, under the artifact's name, and with the step's id before
 * it where another step's agent makes an artifact of the same name. Undefined for a run without a plan file, and
 * for a name that is not one of a file.
 */
export function artifactFile(
  run: Pick<RunState, 'plan' | 'steps'>,
  step: string,
  name: string,
): string | undefined {
  const { file } = run.plan;
  const agent = run.steps.find(({ id }) => id === step)?.agent;
  if (file === undefined || agent === undefined || !isFileName(name) || !isFileName(step)) return undefined;
  const shared = run.steps.some(other => other.id !== step && other.agent === agent);
  return join(dirname(file), shared ? `${step}.${name}` : name);
}

function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\:\p{Cc}]/u.test(name);
}
