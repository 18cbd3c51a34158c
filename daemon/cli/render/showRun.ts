import type { Stage } from '../../protocol/events.ts';
import type { AttemptState, RunState, StepState } from '../../protocol/state.ts';
import { cleanLine } from '../../words/text.ts';
import { count, duration, size, usageWords, when } from '../../words/units.ts';
import type { Paint } from './paint.ts';
import { cachedWords } from './plainLines.ts';
import { runEnd } from './runEnd.ts';
import { runHead } from './runHead.ts';
import { statusWord } from './runsTable.ts';
import { pairs, table } from './table.ts';
import {
  agentWords,
  artifactWords,
  attemptNumber,
  causeStart,
  checkWords,
  metricWords,
  modelWords,
  reviewWords,
  took,
} from './words.ts';

const STAGES: readonly Stage[] = ['compose', 'propose', 'preflight', 'review', 'execute', 'judge'];

/** A whole run: its head, every step with every attempt, and its end or what it waits for. */
export function showRun(run: RunState, now: number, paint: Paint): string[] {
  return [
    ...runHead(run, paint),
    `${paint.faint('from')}   ${when(run.createdAt)}${run.options.cwd === '' ? '' : paint.faint(`  in ${cleanLine(run.options.cwd)}`)}`,
    ...(run.plan.goal === undefined ? [] : [`${paint.faint('goal')}   ${cleanLine(run.plan.goal)}`]),
    ...run.steps.flatMap(step => ['', ...stepLines(step, now, paint)]),
    '',
    ...(run.finishedAt === undefined && run.status !== 'interrupted'
      ? goesOn(run, paint)
      : runEnd(run, paint)),
  ];
}

function goesOn(run: RunState, paint: Paint): string[] {
  const what =
    run.status === 'waiting'
      ? `waits for a person: fractale review ${run.id}`
      : `follow it: fractale logs ${run.id} -f`;
  return [`${statusWord(run.status, paint)}  ${what}`];
}

function stepLines(step: StepState, now: number, paint: Paint): string[] {
  const ran = step.startedAt === undefined ? undefined : duration((step.finishedAt ?? now) - step.startedAt);
  const facts = [agentWords(step), ran, step.category].filter(fact => fact !== undefined);
  const cached = step.cachedFrom === undefined ? [] : [`  from the cache: ${cachedWords(step.cachedFrom)}`];
  const reason =
    step.reason !== undefined && step.status !== 'succeeded'
      ? [`  ${paint.bad(cleanLine(step.reason))}`]
      : [];
  return [
    `${paint.strong(paint.name(step.id))}  ${statusWord(step.status, paint)}  ${paint.faint(facts.join(' · '))}`,
    ...cached,
    ...reason,
    ...step.attempts.flatMap(attempt => attemptLines(step, attempt, now, paint)),
  ];
}

function attemptLines(step: StepState, attempt: AttemptState, now: number, paint: Paint): string[] {
  const time = took(attempt) ?? duration(now - attempt.startedAt);
  const facts = [
    time,
    attempt.verdict?.category,
    attempt.verdict?.fingerprint && cleanLine(attempt.verdict.fingerprint),
    attempt.spent === false ? 'not counted' : undefined,
    attempt.repeats === undefined ? undefined : `repeats attempt ${attempt.repeats}`,
  ].filter(fact => fact !== undefined);
  const { verdict } = attempt;
  return [
    '',
    `  ${paint.strong(attemptNumber(step, attempt.number))}  ${statusWord(attempt.status, paint)}  ${paint.faint(facts.join(' · '))}`,
    ...(verdict === undefined ? [] : [`       ${cleanLine(verdict.summary)}`]),
    ...(verdict === undefined ? [] : causeStart(verdict).map(line => `       ${paint.faint('│')} ${line}`)),
    ...details(attempt, now, paint).map(line => `       ${line}`),
    ...instructionLines(attempt, paint).map(line => `       ${line}`),
  ];
}

function details(attempt: AttemptState, now: number, paint: Paint): string[] {
  const list: [string, string][] = [];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') list.push([name, value]);
  };
  add(
    'model',
    attempt.reply && `${modelWords(attempt.reply.model)}, finish ${cleanLine(attempt.reply.finish)}`,
  );
  add('model failed', attempt.modelFailure && cleanLine(attempt.modelFailure.message));
  add('usage', attempt.usage.calls > 0 ? usageWords(attempt.usage) : undefined);
  add('artifact', attempt.artifact && artifactWords(attempt.artifact, attempt.change));
  for (const edit of attempt.edits)
    add('preflight', `${cleanLine(edit.reason)} ${paint.faint(`(${cleanLine(edit.rule)})`)}`);
  add('review', reviewLine(attempt));
  add('execution', executionLine(attempt));
  add('log', attempt.log && `${count(attempt.log.lines, 'line')}, ${size(attempt.log.bytes)}`);
  for (const check of attempt.verdict?.checks ?? []) {
    add('check', check.passed ? paint.good(checkWords(check)) : paint.bad(checkWords(check)));
  }
  for (const metric of attempt.verdict?.metrics ?? []) add('metric', paint.strong(metricWords(metric)));
  add('stages', stagesLine(attempt, now));
  return pairs(list, paint.faint);
}

function reviewLine(attempt: AttemptState): string | undefined {
  const { review } = attempt;
  if (review === undefined) return undefined;
  const { decision } = review;
  return decision === undefined
    ? `waits since ${when(review.requestedAt)}`
    : reviewWords({ ...review, decision });
}

function executionLine(attempt: AttemptState): string | undefined {
  const { execution, exit } = attempt;
  if (execution === undefined) return undefined;
  const end =
    exit === undefined ? 'goes on' : `${exit.kind}${exit.code === undefined ? '' : ` ${exit.code}`}`;
  const message = exit?.message === undefined ? '' : `: ${cleanLine(exit.message)}`;
  return `${execution.kind} ${cleanLine(execution.name)}, ${end}${message}${execution.adopted ? ', adopted after a restart' : ''}`;
}

function stagesLine(attempt: AttemptState, now: number): string {
  return STAGES.flatMap(stage => {
    const before = attempt.timings[stage];
    if (attempt.stage === stage && attempt.stageStartedAt !== undefined) {
      return [`${stage} ${duration((before ?? 0) + now - attempt.stageStartedAt)} so far`];
    }
    return before === undefined ? [] : [`${stage} ${duration(before)}`];
  }).join(' · ');
}

function instructionLines(attempt: AttemptState, paint: Paint): string[] {
  if (attempt.instructions.length === 0) return [];
  const rows = attempt.instructions
    .toSorted((a, b) => a.index - b.index)
    .map(instruction => [
      String(instruction.index),
      instruction.line === undefined ? '' : `line ${instruction.line}`,
      instruction.failed ? paint.bad('failed') : instruction.cached ? paint.good('cached') : '',
      duration(instruction.ms),
      cleanLine(instruction.text),
    ]);
  const columns = [
    { title: '', align: 'right' },
    { title: '' },
    { title: '' },
    { title: '', align: 'right' },
    { title: '' },
  ] as const;
  return table(columns, rows).slice(1);
}
