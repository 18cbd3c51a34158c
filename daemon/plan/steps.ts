import { nearest } from '../protocol/nearest.ts';
import { readContext, type StepContext } from './context.ts';
import { DEFAULT_MAX_ATTEMPTS, DEFAULT_TARGET, MOST_STEPS, STEP_ID } from './defaults.ts';
import type { AgentDeclaration } from './input.ts';
import { REVIEW_KEYS, STEP_KEYS } from './keys.ts';
import type { Entry, Mapping } from './mapping.ts';
import { ORIGINAL_AGENTS, ORIGINAL_CONTEXT } from './originalWords.ts';
import { ISOLATIONS, type PlanStep } from './plan.ts';
import type { Problems, Span } from './problems.ts';
import { readSuccessChecks } from './successChecks.ts';
import { quote } from './words.ts';

export interface StepWorld {
  readonly agents: readonly AgentDeclaration[];
  readonly targets: readonly string[];
}

/** The steps under `key`, in order. Empty when there is no usable list; then a problem says why. */
export function readSteps(plan: Mapping, key: string, world: StepWorld, problems: Problems): PlanStep[] {
  const items = plan.items(key, MOST_STEPS) ?? [];
  if (items.length === 0 && !problems.failed) {
    problems.error('no-steps', plan.entry(key)?.keySpan ?? plan.span, 'The plan has no steps.', {
      fix: 'Add a step, such as "- agent: build".',
    });
  }
  const steps: PlanStep[] = [];
  const ids = new Map<string, Entry | undefined>();
  for (const [index, item] of items.entries()) {
    const mapping = plan.mappingOf(item, `step ${index + 1}`);
    if (mapping !== undefined) steps.push(readStep(mapping, item.span, index === 0, ids, world, problems));
  }
  return steps;
}

function readStep(
  step: Mapping,
  span: Span,
  first: boolean,
  ids: Map<string, Entry | undefined>,
  world: StepWorld,
  problems: Problems,
): PlanStep {
  step.refuseUnknown(Object.keys(STEP_KEYS), key => {
    const input = ORIGINAL_CONTEXT.has(key) || world.agents.some(agent => Object.hasOwn(agent.inputs, key));
    return input ? `It is an input of the agent: move ${key} under context.` : undefined;
  });
  const agentName = step.text('agent');
  if (!step.gives('agent')) {
    problems.error('missing-key', startOf(span), 'The step names no agent.', {
      fix: `Write agent: with one of ${world.agents.map(agent => agent.name).join(', ')}.`,
    });
  }
  const agent = agentName === undefined ? undefined : findAgent(step, agentName, world.agents, problems);
  const context = step.mapping('context', 'context') ?? step.none('context');
  const checked: StepContext =
    agent === undefined
      ? { context: {}, maxAttempts: DEFAULT_MAX_ATTEMPTS }
      : readContext(
          context,
          agent,
          world.agents,
          { place: step.entry('agent')?.span ?? span, first },
          problems,
        );
  const description = step.text('description');
  return {
    id: readId(step, agentName, ids, problems),
    agent: agentName ?? '',
    ...(description !== undefined && { description }),
    target: readTarget(step, world.targets, problems),
    ...readReview(step, problems),
    isolation: step.word('isolation', ISOLATIONS) ?? 'container',
    ...checked,
    success: readSuccessChecks(step, problems),
    line: problems.lineOf(span.start),
  };
}

function findAgent(
  step: Mapping,
  name: string,
  agents: readonly AgentDeclaration[],
  problems: Problems,
): AgentDeclaration | undefined {
  const found = agents.find(agent => agent.name === name);
  const span = step.entry('agent')?.span;
  if (found !== undefined || span === undefined) return found;
  const names = agents.map(agent => agent.name);
  if (ORIGINAL_AGENTS.has(name)) {
    problems.error(
      'agent-not-available',
      span,
      `This version has no agent ${quote(name)}; the original has.`,
      {
        fix: `Use ${names.join(' or ')}, or leave the step out.`,
      },
    );
    return undefined;
  }
  const meant = nearest(name, names);
  problems.error('unknown-agent', span, `There is no agent ${quote(name)}.`, {
    fix: meant ? `Did you mean ${quote(meant)}?` : `Agents: ${names.join(', ')}.`,
    ...(meant !== undefined && { replacement: meant }),
  });
  return undefined;
}

/** The step's id, unique in the plan. Without one it is the agent's name, which only one step can have. */
function readId(
  step: Mapping,
  agent: string | undefined,
  ids: Map<string, Entry | undefined>,
  problems: Problems,
): string {
  const given = step.text('id');
  const entry = given === undefined ? step.entry('agent') : step.entry('id');
  const id = given ?? agent ?? '';
  if (given !== undefined && !STEP_ID.test(given)) {
    const mended = given
      .toLowerCase()
      .replace(/[^a-z0-9]+/gu, '-')
      .replace(/^-+/u, '')
      .slice(0, 40)
      .replace(/-+$/u, '');
    problems.error('invalid-id', entry?.span ?? step.span, `${quote(given)} is no step id.`, {
      fix: 'Use lower-case letters, digits and dashes, at most 40, starting with a letter or digit.',
      ...(STEP_ID.test(mended) && !ids.has(mended) && { replacement: mended }),
    });
    return id;
  }
  if (id !== '' && ids.has(id) && entry !== undefined) {
    const free = freeId(id, ids);
    const line = step.flow ? ', ' : `\n${' '.repeat(problems.columnOf(entry.keySpan.start) - 1)}`;
    if (given === undefined) {
      problems.error(
        'duplicate-id',
        entry.span,
        `An earlier step has the id ${quote(id)}: this one needs its own.`,
        {
          fix: `Add id: ${free} to the step.`,
          replacement: `${id}${line}id: ${free}`,
        },
      );
    } else {
      problems.error('duplicate-id', entry.span, `An earlier step has the id ${quote(id)}.`, {
        fix: `Call this one ${free}.`,
        replacement: free,
      });
    }
  }
  ids.set(id, entry);
  return id;
}

function freeId(id: string, ids: ReadonlyMap<string, unknown>): string {
  for (let n = 2; ; n += 1) {
    const free = `${id.slice(0, 36).replace(/-+$/u, '')}-${n}`;
    if (!ids.has(free)) return free;
  }
}

function readTarget(step: Mapping, targets: readonly string[], problems: Problems): string {
  const target = step.text('target');
  const span = step.entry('target')?.span;
  if (target !== undefined && span !== undefined && !targets.includes(target)) {
    const meant = nearest(target, targets);
    problems.error('unknown-target', span, `There is no target ${quote(target)}.`, {
      fix: meant ? `Did you mean ${quote(meant)}?` : `Targets: ${targets.join(', ')}.`,
      ...(meant !== undefined && { replacement: meant }),
    });
  }
  return target ?? DEFAULT_TARGET;
}

/** `review: ask`, or a mapping with the minutes it may wait. */
function readReview(step: Mapping, problems: Problems): Pick<PlanStep, 'review' | 'reviewMinutes'> {
  const modes = ['auto', 'ask'] as const;
  if (!step.holdsMapping('review')) return { review: step.word('review', modes) ?? 'auto' };
  const review = step.mapping('review', 'review') ?? step.none('review');
  review.refuseUnknown(Object.keys(REVIEW_KEYS));
  const mode = review.word('mode', modes);
  if (!review.gives('mode')) {
    problems.error('missing-key', review.span, 'A review needs a mode.', { fix: 'Write mode: ask.' });
  }
  const minutes = review.number('minutes', { integer: false });
  if (minutes !== undefined && mode === 'auto') {
    problems.error(
      'unused-key',
      review.entry('minutes')?.keySpan ?? review.span,
      'Only a review that asks can wait.',
      {
        fix: 'Write mode: ask, or remove minutes.',
      },
    );
  }
  return { review: mode ?? 'auto', ...(minutes !== undefined && { reviewMinutes: minutes }) };
}

function startOf(span: Span): Span {
  return { start: span.start, end: span.start };
}
