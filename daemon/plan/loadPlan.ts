import { nearest } from '../protocol/nearest.ts';
import type { PlanProblem } from '../protocol/requests.ts';
import { DEFAULT_LIMITS } from './defaults.ts';
import { LIMIT_KEYS, PLAN_KEYS } from './keys.ts';
import { Mapping } from './mapping.ts';
import type { Plan } from './plan.ts';
import { Problems } from './problems.ts';
import { readSteps, type StepWorld } from './steps.ts';
import { quote } from './words.ts';
import { nodeSpan, YamlText } from './yamlText.ts';

/** What a plan may name. Without `providers`, any provider of models is accepted. */
export interface PlanWorld extends StepWorld {
  readonly providers?: readonly string[];
}

export interface LoadedPlan {
  /** Absent when a problem is an error. */
  readonly plan?: Plan;
  readonly problems: readonly PlanProblem[];
}

/**
 * Reads a plan file, in the original's form (`plan:`) or ours (`steps:`). Pure, and never throws: whatever is
 * wrong with the text is a problem with its place in it.
 */
export function loadPlan(text: string, world: PlanWorld): LoadedPlan {
  const problems = new Problems(text);
  const plan = readPlan(text, world, problems);
  return { ...(plan !== undefined && !problems.failed && { plan }), problems: problems.list() };
}

function readPlan(text: string, world: PlanWorld, problems: Problems): Plan | undefined {
  const yaml = YamlText.parse(text, problems);
  if (yaml === undefined) return undefined;
  const { root } = yaml;
  if (root === null || yaml.isEmpty) {
    problems.error('empty-plan', { start: 0, end: 0 }, 'The plan is empty.', {
      fix: 'Give it a name and steps.',
    });
    return undefined;
  }
  const mapping = Mapping.read(root, nodeSpan(root), 'the plan', yaml, problems);
  if (mapping === undefined) return undefined;
  if (mapping.gives('recorded') && mapping.gives('replies')) {
    problems.error('recording', mapping.span, 'This is a recorded conversation, not a plan.', {
      fix: 'Name it in a plan: model: replay/FILE.',
    });
    return undefined;
  }
  mapping.refuseUnknown(Object.keys(PLAN_KEYS));

  const place = { start: mapping.span.start, end: mapping.span.start };
  const name = mapping.text('name');
  if (!mapping.gives('name')) {
    problems.error('missing-key', place, 'The plan has no name.', {
      fix: 'Start it with name: and what it does.',
    });
  }
  const description = mapping.text('description');
  const goal = mapping.text('goal');
  const model = readModel(mapping, world, problems);
  const plan = {
    name: name ?? '',
    ...(description !== undefined && { description }),
    ...(goal !== undefined && { goal }),
    ...(model !== undefined && { model }),
    limits: readLimits(mapping, problems),
    onInterrupt: mapping.word('on_interrupt', ['resume', 'stop'] as const) ?? 'resume',
  };
  const [theirs, ours] = [mapping.entry('plan'), mapping.entry('steps')];
  if (theirs !== undefined && ours !== undefined) {
    const second = theirs.keySpan.start > ours.keySpan.start ? theirs : ours;
    problems.error(
      'two-lists',
      second.keySpan,
      'The plan has both plan: and steps:, two names of one list.',
      {
        fix: `Keep one of them: move the steps of ${second.key} into the other.`,
      },
    );
    return undefined;
  }
  const key = mapping.has('plan') ? 'plan' : 'steps';
  if (!mapping.has(key)) {
    problems.error('missing-key', place, 'The plan has no steps.', {
      fix: 'Add steps: with a list, such as "- agent: build".',
    });
    return undefined;
  }
  return { ...plan, steps: readSteps(mapping, key, world, problems) };
}

function readModel(plan: Mapping, world: PlanWorld, problems: Problems): string | undefined {
  const model = plan.text('model');
  const span = plan.entry('model')?.span;
  if (model === undefined || span === undefined) return model;
  const [, provider] = /^([a-z][a-z0-9-]*)\/\S/u.exec(model) ?? [];
  if (provider === undefined) {
    problems.error('invalid-model', span, `${quote(model)} is no model: a model is provider/name.`, {
      fix: 'Write the provider before the name, such as gemini/gemini-2.5-pro.',
      ...(model.startsWith('gemini-') && { replacement: `gemini/${model}` }),
    });
  } else if (world.providers !== undefined && !world.providers.includes(provider)) {
    const meant = nearest(provider, world.providers);
    problems.error('unknown-provider', span, `There is no provider ${quote(provider)}.`, {
      fix: meant ? `Did you mean ${quote(meant)}?` : `Providers: ${world.providers.join(', ')}.`,
      ...(meant !== undefined && { replacement: meant + model.slice(provider.length) }),
    });
  }
  return model;
}

function readLimits(plan: Mapping, problems: Problems): Plan['limits'] {
  const limits = plan.mapping('limits', 'limits');
  if (limits === undefined) return DEFAULT_LIMITS;
  limits.refuseUnknown(Object.keys(LIMIT_KEYS));
  const minutes = limits.number('minutes', { integer: false });
  const tokens = limits.number('tokens', { integer: true, minimum: 1 });
  const usd = limits.number('usd', { integer: false });
  const recoveries = limits.number('recoveries', { integer: true, minimum: 0 });
  if (recoveries !== undefined) {
    problems.warning(
      'no-effect',
      limits.entry('recoveries')?.keySpan ?? limits.span,
      '`recoveries` has no effect yet.',
      {
        fix: 'It may stay: no run goes back to an earlier step in this version.',
      },
    );
  }
  return {
    minutes: minutes ?? DEFAULT_LIMITS.minutes,
    tokens: tokens ?? DEFAULT_LIMITS.tokens,
    ...(usd !== undefined && { usd }),
  };
}
