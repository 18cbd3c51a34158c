import { l10n, window } from 'vscode';
import { answerReview } from './answerReview.ts';
import type { Needed } from './beginReview.ts';
import { refuseUnlessOpen } from './refuseUnlessOpen.ts';
import type { Review } from './review.ts';
import { closeReview, reviewText } from './reviewTabs.ts';

const SAID_MS = 8_000;

/** Asks for words and rejects the artifact: the words go to the model with the next attempt. */
export async function rejectReview(needed: Needed, review: Review): Promise<void> {
  refuseUnlessOpen(review);
  const { step, attempt, artifact } = review.record;
  const { edited } = review.changes(await reviewText(review));
  const prompt = l10n.t(
    'What should be different? Without words, the next attempt learns only that you rejected this one.',
  );
  const words = await window.showInputBox({
    title: l10n.t('Reject {0} of {1}, attempt {2}', artifact, step, attempt),
    prompt: edited ? `${prompt} ${l10n.t('Your edits here are not used.')}` : prompt,
    placeHolder: l10n.t("Words for the next attempt, such as: use Debian's package, do not compile it"),
    ignoreFocusOut: true,
  });
  if (words === undefined) return;
  refuseUnlessOpen(review);
  review.answering = true;
  try {
    const text = words.trim();
    await answerReview(needed, review, { decision: 'reject', ...(text !== '' && { text }) });
    await closeReview(review);
    needed.reviews.forget(review);
  } finally {
    needed.reviews.answered(review);
  }
  window.setStatusBarMessage(
    `$(close) ${l10n.t('{0} of {1}, attempt {2}: rejected', artifact, step, attempt)}`,
    SAID_MS,
  );
}
