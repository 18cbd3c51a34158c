import { isMap, type Node } from 'yaml';
import type { PlanOutline, StepOutline } from './planOutline.ts';
import { endOf, parseTolerant, startOf, stepsOf, textOf } from './planSyntax.ts';

/** As many as a plan may have; `loadPlan` refuses more. */
const MOST_STEPS = 100;
const LONGEST_NAME = 200;

/** The outline of a plan's text, also while that is wrong or unfinished: as much as can be understood. */
export function outlineOf(text: string, lineOf: (offset: number) => number): PlanOutline {
  const root = parseTolerant(text);
  const items = stepsOf(root)?.items.slice(0, MOST_STEPS) ?? [];
  const steps = items.flatMap(item => (isMap(item) ? [stepOutline(item as Node, lineOf)] : []));
  return {
    name: (textOf(root, 'name') ?? '').slice(0, LONGEST_NAME),
    line: root === null ? 0 : lineOf(startOf(root)),
    steps,
  };
}

function stepOutline(step: Node, lineOf: (offset: number) => number): StepOutline {
  const agent = (textOf(step, 'agent') ?? '').slice(0, LONGEST_NAME);
  const id = (textOf(step, 'id') ?? agent).slice(0, LONGEST_NAME);
  const line = lineOf(startOf(step));
  // A block of text ends with its line end, at the start of the next line.
  return { id, agent, line, endLine: Math.max(line, lineOf(Math.max(0, endOf(step) - 1))) };
}
