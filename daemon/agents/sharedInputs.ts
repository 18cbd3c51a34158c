import type { Inputs } from '../plan/input.ts';
import type { Values } from './agent.ts';

/** Inputs that every agent has, as in the original's shared flags. */
export const SHARED_INPUTS: Inputs = {
  environment: {
    type: 'string',
    flag: 'environment',
    default: 'generic cloud environment',
    doc: 'Where the software will run, in words, such as "google cloud CPU". Say CPU or GPU.',
  },
  details: {
    type: 'string',
    flag: 'details',
    doc: 'Further instructions for the model, one a line. Name versions, data and commands.',
  },
  outfile: {
    type: 'string',
    flag: 'outfile',
    doc: 'File that the artifact of a successful step is written to.',
  },
};

export function text(values: Values, key: string): string | undefined {
  const value = values[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function flag(values: Values, key: string): boolean {
  return values[key] === true;
}

export function integer(values: Values, key: string): number | undefined {
  const value = values[key];
  return typeof value === 'number' ? value : undefined;
}

export function list(values: Values, key: string): readonly string[] {
  const value = values[key];
  return Array.isArray(value) ? value : [];
}
