import { l10n } from 'vscode';
import type { AttemptState, RunState, StepState } from '../../daemon/protocol/state.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import type { AttemptView, ChangePart, Fact } from '../../webview/messages.ts';
import { joined, stageWords, startedWords, statusWords, timeWords } from '../words.ts';
import { attemptBefore } from './attemptBefore.ts';
import { attemptButtons, neighborButton } from './attemptButtons.ts';
import { attemptDetails } from './attemptDetails.ts';
import { causeLines } from './causeLines.ts';
import type { Change } from './changeLines.ts';
import { instructionsPart, stagesPart } from './timesParts.ts';

export interface AttemptViewInput {
  readonly run: RunState;
  readonly step: StepState;
  readonly attempt: AttemptState;
  /** Against the attempt before; undefined until both texts have been read. */
  readonly change: Change | undefined;
  /** Why it may be out of date. */
  readonly notice: string | undefined;
  readonly now: number;
}

/** All that the details view shows of an attempt, in words. Everything in it is text, never markup. */
export function attemptView({ run, step, attempt, change, notice, now }: AttemptViewInput): AttemptView {
  const { verdict } = attempt;
  const cause = verdict?.cause === undefined || verdict.cause.trim() === '' ? undefined : verdict;
  const changed = changePart(step, attempt, change);
  const instructions = instructionsPart(attempt);
  const summary = summaryOf(attempt);
  const position = step.attempts.findIndex(({ number }) => number === attempt.number) + 1;
  return {
    is: 'attempt',
    key: `${run.id}/${step.id}/${attempt.number}`,
    status: attempt.status,
    plan: joined(cleanLine(run.plan.name), startedWords(run.createdAt, now)),
    heading: l10n.t('{0} · attempt {1}', step.id, attempt.number),
    state: stateOf(attempt),
    facts: facts(attempt, now),
    ...(summary !== undefined && { summary }),
    ...(notice !== undefined && { notice }),
    position: l10n.t('{0} of {1}', position, step.attempts.length),
    previous: neighborButton(step, attempt, 'previous'),
    next: neighborButton(step, attempt, 'next'),
    buttons: attemptButtons(step, attempt),
    metrics: (verdict?.metrics ?? []).map(({ name, value, unit }) => ({
      name: cleanLine(name),
      value: value.toLocaleString('en-US', { maximumSignificantDigits: 6 }),
      ...(unit !== undefined && { unit: cleanLine(unit) }),
    })),
    ...(cause && {
      cause: {
        title: l10n.t('Cause'),
        button: { action: 'cause', label: l10n.t('Open') },
        lines: causeLines(cause),
      },
    }),
    ...(changed && { change: changed }),
    stages: stagesPart(step, attempt, now),
    ...(instructions && { instructions }),
    ...attemptDetails(step, attempt),
  };
}

/** `Failed`, `Building`. */
function stateOf({ verdict, stage, status, execution }: AttemptState): string {
  if (verdict !== undefined) return statusWords(verdict.status);
  return stage === undefined ? statusWords(status) : stageWords(stage, execution?.kind);
}

/** `A dependency is missing or cannot be installed: …` */
function summaryOf({ verdict, modelFailure, repeats }: AttemptState): string | undefined {
  const words =
    verdict?.summary ??
    modelFailure?.message ??
    (repeats === undefined
      ? ''
      : l10n.t('Executes the artifact of attempt {0} again, without asking the model', repeats));
  const line = cleanLine(words).trim();
  return line === '' ? undefined : line.charAt(0).toUpperCase() + line.slice(1);
}

function facts(attempt: AttemptState, now: number): Fact[] {
  const time = timeWords(attempt.startedAt, attempt.finishedAt, now);
  const { category, fingerprint } = attempt.verdict ?? {};
  return [
    ...(time === undefined ? [] : [{ text: time }]),
    ...(category === undefined ? [] : [{ text: category, code: true as const, title: l10n.t('Category') }]),
    ...(fingerprint === undefined
      ? []
      : [
          {
            text: cleanLine(fingerprint),
            code: true as const,
            title: l10n.t('Fingerprint: equal ones mean the same failure'),
          },
        ]),
    ...(attempt.spent === false && attempt.status === 'failed'
      ? [{ text: l10n.t('Not counted as an attempt') }]
      : []),
  ];
}

function changePart(
  step: StepState,
  attempt: AttemptState,
  change: Change | undefined,
): ChangePart | undefined {
  const before = attemptBefore(step, attempt.number);
  if (before === undefined || attempt.artifact === undefined) return undefined;
  const title = l10n.t('Changed since attempt {0}', before.number);
  if (before.artifact?.digest === attempt.artifact.digest)
    return { title, added: 0, removed: 0, words: l10n.t('Nothing: it is the same text.'), lines: [] };
  const { added, removed } = change ?? attempt.change ?? { added: 0, removed: 0 };
  return {
    title,
    button: { action: 'change', label: l10n.t('Open Diff') },
    added,
    removed,
    words: l10n.t('Lines added: {0}, removed: {1}', added, removed),
    lines: change?.lines ?? [],
    ...(change !== undefined &&
      change.more > 0 && { more: l10n.t('Lines not shown here: {0}', change.more) }),
  };
}
