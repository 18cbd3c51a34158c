import { l10n, workspace } from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { Review } from './review.ts';

/** Throws when a review cannot be answered: in Restricted Mode, or because it is decided or set aside. */
export function refuseUnlessOpen(review: Review): void {
  if (!workspace.isTrusted) {
    throw new UserError(
      'invalid-params',
      l10n.t('Nothing is accepted or rejected in Restricted Mode'),
      l10n.t('Trust this workspace first: Workspaces: Manage Workspace Trust.'),
    );
  }
  const { phase } = review;
  if (phase.kind === 'over') throw tooLate(review, phase.words);
  if (phase.kind === 'paused') {
    const next = phase.resumable
      ? l10n.t('Resume the run; it asks again then.')
      : l10n.t('Nothing was written.');
    throw new UserError('not-waiting', phase.words, next);
  }
}

/** Somebody else answered first, or the run ended. */
export function tooLate(review: Review, words: string): UserError {
  review.told = true;
  return new UserError(
    'not-waiting',
    l10n.t('Your answer came too late. {0}', words),
    l10n.t('Nothing was written.'),
  );
}
