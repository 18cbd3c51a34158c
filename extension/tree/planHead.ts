import { posix } from 'node:path';
import { looksLikePlan } from '../../daemon/plan/looksLikePlan.ts';

export interface PlanHead {
  readonly name: string;
  /** `provider/name`, when the plan names one. */
  readonly model?: string;
}

/**
 * Name and model of the plan in a YAML text, or undefined when it is none. Looks at lines only, since every YAML
 * file of a workspace comes by here.
 */
export function planHead(text: string, path: string): PlanHead | undefined {
  if (!looksLikePlan(text)) return undefined;
  const name = scalar(text, 'name') ?? posix.basename(path).replace(/\.ya?ml$/u, '');
  const model = scalar(text, 'model');
  return { name: name.slice(0, 100), ...(model && { model }) };
}

function scalar(text: string, key: string): string | undefined {
  const line = new RegExp(`^${key}\\s*:\\s*(?:"([^"]*)"|'([^']*)'|([^#\\n]*?))\\s*(?:#.*)?$`, 'mu').exec(
    text,
  );
  return (line?.[1] ?? line?.[2] ?? line?.[3])?.trim() || undefined;
}
