import { l10n } from 'vscode';
import type { AttemptState, Review, RunState } from '../../daemon/protocol/state.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import { statusWords } from '../words.ts';

/** Whether a review can be answered. `paused`: not now, and perhaps later. `over`: never again; the words say by whom. */
export type Phase =
  | { readonly kind: 'open' }
  | { readonly kind: 'paused'; readonly words: string; readonly resumable: boolean }
  | { readonly kind: 'over'; readonly words: string };

export const OPEN: Phase = { kind: 'open' };

/** How the review of an attempt stands; undefined where the attempt is not known. */
export function phaseOf(found: { run: RunState; attempt: AttemptState } | undefined, loaded: boolean): Phase {
  if (found === undefined) {
    return loaded
      ? { kind: 'over', words: l10n.t('This run is not known any more.') }
      : { kind: 'paused', words: l10n.t('Waiting for the daemon'), resumable: false };
  }
  const { run, attempt } = found;
  if (attempt.review?.decision !== undefined) return { kind: 'over', words: decisionWords(attempt.review) };
  if (attempt.status !== 'waiting')
    return { kind: 'over', words: l10n.t('Not waiting any more: {0}', endWords(run)) };
  if (run.status === 'waiting' || run.status === 'running') return OPEN;
  const reason = run.reason === undefined ? endWords(run) : cleanLine(run.reason);
  return { kind: 'paused', words: l10n.t('Interrupted: {0}', reason), resumable: true };
}

export function decisionWords({ decision, by, words }: Review): string {
  const name = cleanLine(by ?? l10n.t('somebody'));
  if (decision === 'accept') return l10n.t('Accepted by {0}', name);
  if (decision === 'edit') return l10n.t('Accepted with edits by {0}', name);
  const reason = words === undefined || words === '' ? '' : `: ${cleanLine(words)}`;
  return l10n.t('Rejected by {0}{1}', name, reason);
}

function endWords({ status }: RunState): string {
  return l10n.t('the run is {0}', statusWords(status).toLowerCase());
}
