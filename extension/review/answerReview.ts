import { userInfo } from 'node:os';
import { l10n } from 'vscode';
import type { ReviewAnswer } from '../../daemon/protocol/requests.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { Needed } from './beginReview.ts';
import { tooLate } from './refuseUnlessOpen.ts';
import type { Review } from './review.ts';
import { phaseOf } from './reviewPhase.ts';

type Answer = Pick<ReviewAnswer, 'decision' | 'text'>;

/** Sends the answer. When it did not count, the error says how the review stands, and that nothing was written. */
export async function answerReview({ link, store }: Needed, review: Review, answer: Answer): Promise<void> {
  const { run, step, attempt } = review.record;
  try {
    await link.request('review/answer', { run, step, attempt, by: userName(), ...answer });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const nothing = l10n.t('Nothing was written.');
    if (error.code === 'not-waiting') {
      // The daemon's own state: its events may still be on their way.
      const state = await link.request('run/get', { run }).catch(() => store.run(run));
      const now = state?.steps
        .find(({ id }) => id === step)
        ?.attempts.find(({ number }) => number === attempt);
      const phase = phaseOf(state && now && { run: state, attempt: now }, true);
      const words = phase.kind === 'open' ? error.message : phase.words;
      throw tooLate(review, words);
    }
    if (error.code === 'no-daemon') {
      throw new UserError(
        error.code,
        error.message,
        l10n.t('The answer may not have arrived. Nothing was written; try again when the daemon is back.'),
      );
    }
    throw new UserError(
      error.code,
      error.message,
      error.next === undefined ? nothing : `${error.next} ${nothing}`,
    );
  }
}

/** Who answers, for the record. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that no password file names.
    return 'VS Code';
  }
}
