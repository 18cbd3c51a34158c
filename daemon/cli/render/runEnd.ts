import type { RunState, StepState } from '../../protocol/state.ts';
import type { FailureCategory } from '../../protocol/verdict.ts';
import { cleanLine, wrap } from '../../words/text.ts';
import { duration, usageWords } from '../../words/units.ts';
import { NO_PAINT, type Paint } from './paint.ts';
import { pairs } from './table.ts';
import { metricValue, runMetrics } from './words.ts';

/** Columns left of a reason, with the names that metrics commonly have. */
const REASON = 24;

/** What stands below a run: how it ended, what it measured and cost, where its results are, what to do next. */
export function runEnd(state: RunState, paint: Paint = NO_PAINT, columns?: number): string[] {
  const facts: [string, string][] = [];
  if (state.reason !== undefined && (state.status === 'failed' || state.status === 'interrupted')) {
    const category = state.category === undefined ? '' : ` (${state.category})`;
    const words = wrap(
      `${cleanLine(state.reason)}${category}`,
      (columns ?? Number.POSITIVE_INFINITY) - REASON,
    );
    for (const [index, line] of words.entries()) facts.push([index === 0 ? 'reason' : '', line]);
  }
  for (const { metric } of runMetrics(state)) {
    facts.push([cleanLine(metric.name), paint.strong(metricValue(metric))]);
  }
  if (state.finishedAt !== undefined) facts.push(['time', duration(state.finishedAt - state.createdAt)]);
  if (state.usage.calls > 0) facts.push(['usage', usageWords(state.usage)]);
  for (const { what, file, error } of state.files) {
    if (error === undefined) facts.push([what, cleanLine(file)]);
  }
  for (const [index, command] of nextCommands(state).entries()) {
    facts.push([index === 0 ? 'next' : '', paint.name(command)]);
  }
  return [endLine(state, paint), ...pairs(facts, paint.faint).map(line => `  ${line}`)];
}

function endLine(state: RunState, paint: Paint): string {
  const name = paint.strong(cleanLine(state.plan.name));
  switch (state.status) {
    case 'succeeded':
      return `${paint.good('✓')} ${name} ${paint.good('succeeded')}`;
    case 'failed':
      return `${paint.bad('✗')} ${name} ${paint.bad('failed')}`;
    default:
      return `${paint.warn('■')} ${name} ${paint.warn(state.status)}`;
  }
}

const HINTS: Partial<Record<FailureCategory, string>> = {
  'model.key': 'export GEMINI_API_KEY=…',
  'infra.engine': 'fractale doctor',
  'infra.tool': 'fractale doctor',
};

function nextCommands(state: RunState): string[] {
  if (state.status === 'interrupted' || state.status === 'cancelled') {
    return [`fractale resume ${state.id}`, `fractale show ${state.id}`];
  }
  if (state.status !== 'failed') return [`fractale show ${state.id}`];
  const { category } = state;
  const hint = category && HINTS[category];
  // The machine or the provider was at fault, not the work: it can go on where it stopped.
  const resumable = category !== undefined && /^(infra|model)\./.test(category);
  const failed = state.steps.findLast(step => step.status === 'failed');
  return [
    ...(hint === undefined ? [] : [hint]),
    ...(failed !== undefined && hasLog(failed) ? [`fractale logs ${state.id}/${failed.id}`] : []),
    ...(resumable ? [`fractale resume ${state.id}`] : []),
    `fractale show ${state.id}`,
  ];
}

function hasLog(step: StepState): boolean {
  return (step.attempts.at(-1)?.log?.lines ?? 0) > 0;
}
