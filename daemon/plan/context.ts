import { DEFAULT_MAX_ATTEMPTS } from './defaults.ts';
import type { AgentDeclaration, Input } from './input.ts';
import { STEP_KEYS } from './keys.ts';
import type { Mapping } from './mapping.ts';
import { ORIGINAL_CONTEXT } from './originalWords.ts';
import type { PlanStep } from './plan.ts';
import type { Problems, Span } from './problems.ts';
import { quote } from './words.ts';

type Value = PlanStep['context'][string];

export interface StepContext {
  readonly context: PlanStep['context'];
  readonly maxAttempts: number;
}

/**
 * Checks a step's `context` against what its agent declares. `place` is where a missing input is shown;
 * `first` says that no earlier step can hand anything down.
 */
export function readContext(
  mapping: Mapping,
  agent: AgentDeclaration,
  agents: readonly AgentDeclaration[],
  step: { place: Span; first: boolean },
  problems: Problems,
): StepContext {
  const context: Record<string, Value> = {};
  const known = new Set(['max_attempts']);
  for (const [key, input] of Object.entries(agent.inputs)) {
    if (key === 'max_attempts') continue;
    known.add(key);
    const value = readInput(mapping, key, input);
    if (value !== undefined) context[key] = value;
    const handedDown = input.inherited === true && !step.first;
    if (input.required && !handedDown && !mapping.gives(key)) {
      problems.error(
        'missing-input',
        mapping.entry(key)?.keySpan ?? step.place,
        `Agent ${agent.name} needs ${quote(key)}.`,
        {
          fix: `Write ${key}: … under context. ${input.doc}`,
        },
      );
    }
  }
  for (const { key, keySpan } of mapping.entries()) {
    if (!known.has(key)) reportForeign(mapping, key, keySpan, agent, [...known], agents, problems);
  }
  const maxAttempts = mapping.number('max_attempts', { integer: true, minimum: 1 });
  return { context, maxAttempts: maxAttempts ?? DEFAULT_MAX_ATTEMPTS };
}

function readInput(mapping: Mapping, key: string, input: Input): Value | undefined {
  switch (input.type) {
    case 'string':
      return mapping.text(key);
    case 'boolean':
      return mapping.boolean(key);
    case 'integer':
      return mapping.number(key, { integer: true, minimum: input.minimum ?? Number.MIN_SAFE_INTEGER });
    case 'strings':
      return mapping.texts(key);
  }
}

function reportForeign(
  mapping: Mapping,
  key: string,
  span: Span,
  agent: AgentDeclaration,
  known: readonly string[],
  agents: readonly AgentDeclaration[],
  problems: Problems,
): void {
  const readers = agents.filter(other => Object.hasOwn(other.inputs, key)).map(other => other.name);
  const purpose = ORIGINAL_CONTEXT.get(key);
  if (purpose !== undefined) {
    const reason =
      readers.length > 0 ? `${readers.join(' and ')} reads it` : 'no agent of this version reads it';
    problems.warning(
      'unused-input',
      span,
      `${quote(key)} (${purpose}) is not used by ${agent.name}: ${reason}.`,
      { fix: 'Remove it, or move it to a step whose agent reads it.' },
    );
  } else if (Object.hasOwn(STEP_KEYS, key)) {
    problems.error('misplaced-key', span, `${quote(key)} is a key of the step, not of its context.`, {
      fix: `Move ${key} out of context, to the level of agent.`,
    });
  } else {
    const hint = readers.length > 0 ? `It is an input of ${readers.join(' and ')}.` : undefined;
    mapping.unknown(key, span, known, hint);
  }
}
