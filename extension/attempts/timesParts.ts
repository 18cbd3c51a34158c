import { l10n } from 'vscode';
import type { Instruction, Stage } from '../../daemon/protocol/events.ts';
import type { AttemptState, StepState } from '../../daemon/protocol/state.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import { elapsed } from '../../daemon/words/units.ts';
import type { TimesPart, TimesRow } from '../../webview/messages.ts';
import { joined } from '../words.ts';
import { type StageTime, stageTimes } from './stageTimes.ts';
import { timeSpent } from './timeSpent.ts';

const MOST_CHARACTERS = 400;

/** What each stage of the attempt took, one after the other. */
export function stagesPart(step: StepState, attempt: AttemptState, now: number): TimesPart {
  const times = stageTimes(attempt, step.review === 'ask', now);
  const total = Math.max(1, ...times.map(({ from, ms }) => from + ms));
  return {
    title: l10n.t('Stages'),
    rows: times.map(time => {
      const label = stageName(time.stage);
      const value = stageValue(time);
      return {
        label,
        from: time.from / total,
        share: time.ms / total,
        value,
        state: time.state,
        words: `${label}: ${joined(stageState(time), value)}`,
      };
    }),
  };
}

/** What each instruction of a build took, against the longest; undefined for what is no build. */
export function instructionsPart(attempt: AttemptState): TimesPart | undefined {
  const { instructions, instructionTotal = 0 } = attempt;
  if (instructions.length === 0) return undefined;
  const longest = Math.max(1, ...instructions.map(({ ms }) => ms));
  const cached = instructions.filter(instruction => instruction.cached).length;
  const all = Math.max(instructionTotal, instructions.length);
  const rows = instructions
    .toSorted((a, b) => a.index - b.index)
    .map(instruction => instructionRow(instruction, longest));
  const left = attempt.exit === undefined && attempt.verdict === undefined ? all - rows.length : 0;
  return {
    title: l10n.t('Instructions'),
    note: joined(
      rows.length === all ? String(all) : l10n.t('{0} of {1}', rows.length, all),
      cached > 0 ? l10n.t('{0} from the cache', cached) : undefined,
    ),
    rows: [
      ...rows,
      ...Array.from({ length: left }, (_, index) => pendingRow(rows.length + 1 + index, index === 0)),
    ],
  };
}

function instructionRow(instruction: Instruction, longest: number): TimesRow {
  const { index, ms, line, failed, cached } = instruction;
  const label = cleanLine(instruction.text).replaceAll(/\s+/gu, ' ').slice(0, MOST_CHARACTERS);
  const value = cached ? l10n.t('cached') : timeSpent(ms);
  return {
    label,
    number: index,
    from: 0,
    share: cached ? 0 : ms / longest,
    value,
    state: failed ? 'failed' : cached ? 'cached' : 'done',
    ...(line !== undefined && { line }),
    words: joined(
      l10n.t('Instruction {0}: {1}', index, label),
      failed ? l10n.t('failed') : undefined,
      value,
      line === undefined ? undefined : l10n.t('line {0}', line),
    ),
  };
}

function pendingRow(number: number, running: boolean): TimesRow {
  const label = running ? l10n.t('Running') : '';
  const words = running
    ? l10n.t('Instruction {0} is running', number)
    : l10n.t('Instruction {0} is to come', number);
  return { label, number, from: 0, share: 0, value: '', state: running ? 'running' : 'pending', words };
}

function stageName(stage: Stage): string {
  switch (stage) {
    case 'compose':
      return l10n.t('Compose');
    case 'propose':
      return l10n.t('Propose');
    case 'preflight':
      return l10n.t('Preflight');
    case 'review':
      return l10n.t('Review');
    case 'execute':
      return l10n.t('Execute');
    case 'judge':
      return l10n.t('Judge');
  }
}

function stageValue({ state, ms }: StageTime): string {
  if (state === 'pending') return '';
  if (state === 'running') return elapsed(ms);
  return timeSpent(ms);
}

function stageState({ state }: StageTime): string {
  switch (state) {
    case 'pending':
      return l10n.t('not started');
    case 'running':
      return l10n.t('running');
    case 'failed':
      return l10n.t('failed');
    case 'done':
      return l10n.t('done');
  }
}
