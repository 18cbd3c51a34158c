import { l10n } from 'vscode';
import type { AttemptState, Review, StepState } from '../../daemon/protocol/state.ts';
import { clean, cleanLine } from '../../daemon/words/text.ts';
import { size } from '../../daemon/words/units.ts';
import type { AttemptView, DetailRow } from '../../webview/messages.ts';
import { costWords, joined, modelWords } from '../words.ts';
import { timeSpent } from './timeSpent.ts';

/** What stands below the times: checks, repairs, and the facts of model, review and execution. */
export function attemptDetails(
  step: StepState,
  attempt: AttemptState,
): Pick<AttemptView, 'checks' | 'repairs' | 'details'> {
  const checks = attempt.verdict?.checks ?? [];
  return {
    ...(checks.length > 0 && {
      checks: {
        title: l10n.t('Success checks'),
        items: checks.map(({ check, passed, detail }) => ({
          passed,
          words: passed ? l10n.t('passed') : l10n.t('failed'),
          check: cleanLine(check),
          detail: cleanLine(detail),
        })),
      },
    }),
    ...(attempt.edits.length > 0 && { repairs: repairs(attempt) }),
    details: { title: l10n.t('Details'), rows: rows(step, attempt) },
  };
}

function repairs({ edits, proposed, artifact }: AttemptState): NonNullable<AttemptView['repairs']> {
  return {
    title: l10n.t('Repaired by preflight'),
    ...(proposed !== artifact?.digest && { button: { action: 'repairs', label: l10n.t('Open Diff') } }),
    items: edits.map(({ rule, reason }) => ({ rule: cleanLine(rule), reason: cleanLine(reason) })),
  };
}

function rows(step: StepState, attempt: AttemptState): DetailRow[] {
  const { reply, usage, artifact, execution, exit, log, timings } = attempt;
  const list: DetailRow[] = [];
  const add = (
    name: string,
    value: string | undefined,
    more: Omit<DetailRow, 'name' | 'value'> = {},
  ): void => {
    if (value !== undefined && value !== '') list.push({ name, value, ...more });
  };
  if (attempt.review !== undefined) {
    const words = attempt.review.words === undefined ? '' : clean(attempt.review.words).trim();
    add(l10n.t('Review'), reviewWords(attempt.review), words === '' ? {} : { quote: words });
  }
  add(l10n.t('Agent'), l10n.t('{0} on {1}', cleanLine(step.agent), cleanLine(step.target)));
  add(l10n.t('Model'), reply && modelWords(reply.model));
  add(
    l10n.t('Answer'),
    reply &&
      joined(
        timings.propose === undefined ? undefined : timeSpent(timings.propose),
        finishWords(reply.finish),
      ),
  );
  if (attempt.usage.calls > 0) {
    add(l10n.t('Tokens'), tokenWords(attempt));
    add(
      l10n.t('Cost'),
      costWords(usage) ?? (usage.unpriced > 0 ? l10n.t('No price is known for this model') : undefined),
    );
  }
  add(
    l10n.t('Artifact'),
    artifact && joined(cleanLine(artifact.name), linesWords(artifact.lines), size(artifact.bytes)),
  );
  add(
    l10n.t('Execution'),
    execution &&
      joined(cleanLine(execution.name), execution.adopted ? l10n.t('Adopted after a restart') : undefined),
    { code: true },
  );
  add(
    l10n.t('Ended'),
    exit &&
      joined(
        exitWords(attempt),
        exit.message && exit.kind !== 'exited' ? cleanLine(exit.message) : undefined,
      ),
  );
  add(l10n.t('Log'), log && joined(linesWords(log.lines), size(log.bytes)));
  return list;
}

/** `Rejected by ada`. */
function reviewWords({ decision, by = '' }: Review): string {
  const who = cleanLine(by);
  if (decision === undefined) return l10n.t('Waits for a person');
  switch (decision) {
    case 'accept':
      return l10n.t('Accepted by {0}', who);
    case 'edit':
      return l10n.t('Edited and accepted by {0}', who);
    case 'reject':
      return l10n.t('Rejected by {0}', who);
  }
}

function finishWords(finish: string): string {
  return /^stop$/iu.test(finish) ? l10n.t('Complete') : l10n.t('Ended with {0}', cleanLine(finish));
}

function tokenWords({ usage }: AttemptState): string {
  if (usage.total === 0) return l10n.t('Not counted');
  return joined(
    number(usage.total),
    l10n.t('{0} in the prompt', number(usage.prompt)),
    usage.cached > 0 ? l10n.t('{0} of them cached', number(usage.cached)) : undefined,
    usage.thoughts > 0 ? l10n.t('{0} of thought', number(usage.thoughts)) : undefined,
    l10n.t('{0} in the reply', number(usage.output)),
  );
}

function exitWords({ exit }: AttemptState): string | undefined {
  if (exit === undefined) return undefined;
  switch (exit.kind) {
    case 'exited':
      return exit.code === undefined ? l10n.t('By itself') : l10n.t('With status {0}', exit.code);
    case 'deadline':
      return l10n.t('At its time limit');
    case 'cancelled':
      return l10n.t('Cancelled');
    case 'memory':
      return l10n.t('Out of memory');
    case 'log-limit':
      return l10n.t('At its log limit');
    case 'infrastructure':
      return l10n.t('By a failure of the machine or a service');
  }
}

function linesWords(lines: number): string {
  return lines === 1 ? l10n.t('1 line') : l10n.t('{0} lines', number(lines));
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
