import { l10n } from 'vscode';
import type { Instruction, Stage } from '../daemon/protocol/events.ts';
import type { AttemptState, RunState, StepState, Usage } from '../daemon/protocol/state.ts';
import { cleanLine } from '../daemon/words/text.ts';
import { cost, duration, elapsed } from '../daemon/words/units.ts';
import type { Status } from './tree/statusIcon.ts';

/** What a status is called. */
export function statusWords(status: Status): string {
  switch (status) {
    case 'pending':
      return l10n.t('Not started');
    case 'running':
      return l10n.t('Running');
    case 'waiting':
      return l10n.t('Waiting for review');
    case 'succeeded':
      return l10n.t('Succeeded');
    case 'failed':
      return l10n.t('Failed');
    case 'interrupted':
      return l10n.t('Interrupted');
    case 'cancelled':
      return l10n.t('Cancelled');
  }
}

/** What goes on in a stage. */
export function stageWords(stage: Stage, kind?: 'build' | 'job'): string {
  switch (stage) {
    case 'compose':
      return l10n.t('Composing the prompt');
    case 'propose':
      return l10n.t('Asking the model');
    case 'preflight':
      return l10n.t('Preflight');
    case 'review':
      return l10n.t('Waiting for review');
    case 'execute':
      return kind === 'build' ? l10n.t('Building') : l10n.t('Running');
    case 'judge':
      return l10n.t('Judging');
  }
}

/** How long something took, or has taken so far. */
export function timeWords(from: number | undefined, to: number | undefined, now: number): string | undefined {
  if (from === undefined) return undefined;
  return to === undefined ? elapsed(now - from) : duration(to - from);
}

/** `$0.0021`, or undefined when nothing was spent or no price is known. */
export function costWords(usage: Usage): string | undefined {
  return usage.calls > 0 && usage.usd === 0 && usage.unpriced === 0 ? undefined : cost(usage);
}

/** The model's name; a recording is always named as one. */
export function modelWords(model: string): string {
  const name = cleanLine(model);
  return name.startsWith('replay/') ? l10n.t('{0} (a recorded conversation)', name) : name;
}

export function isRecorded(run: RunState): boolean {
  return run.plan.model.startsWith('replay/');
}

/** `Building 3/7`, `Failed: package not found`. */
export function attemptWords(attempt: AttemptState): string {
  const { verdict } = attempt;
  if (verdict !== undefined) {
    const summary = cleanLine(verdict.summary);
    if (verdict.status === 'succeeded') return statusWords('succeeded');
    return summary === '' ? statusWords(verdict.status) : `${statusWords(verdict.status)}: ${summary}`;
  }
  if (attempt.stage === undefined) return statusWords(attempt.status);
  const words = stageWords(attempt.stage, attempt.execution?.kind);
  const done = attempt.stage === 'execute' ? attempt.instructions.length : 0;
  if (done === 0) return words;
  return joined(words, done === 1 ? l10n.t('1 instruction done') : l10n.t('{0} instructions done', done));
}

/** `1 attempt`, `3 attempts`. */
export function attemptsWords(step: StepState): string {
  const count = step.attempts.length;
  return count === 1 ? l10n.t('1 attempt') : l10n.t('{0} attempts', count);
}

/** The parts that are there, in one line. */
export function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined && part !== '').join(' · ');
}

export function instructionWords(instruction: Instruction): string {
  if (instruction.failed) return l10n.t('failed');
  return instruction.cached ? l10n.t('from the cache') : duration(instruction.ms);
}

/** Made once: a tree of 1,000 runs asks it as often. */
const CLOCK = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `Today 10:32`, `2026-11-19 17:20`. */
export function startedWords(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)];
  const clock = CLOCK.format(date);
  if (date.toDateString() === today.toDateString()) return l10n.t('Today {0}', clock);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}

/** The numbers that a succeeded step was run for: `timesteps_per_s 1142.913 1/s`. */
export function metricsWords(step: StepState): string[] {
  if (step.status !== 'succeeded') return [];
  const metrics = step.attempts.at(-1)?.verdict?.metrics ?? [];
  return metrics.map(({ name, value, unit }) =>
    cleanLine(`${name} ${value}${unit === undefined ? '' : ` ${unit}`}`),
  );
}
