import { l10n, type Tab, Uri, window, workspace } from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';
import { answerReview } from './answerReview.ts';
import type { Needed } from './beginReview.ts';
import { compareAgain } from './compareAgain.ts';
import { refuseUnlessOpen } from './refuseUnlessOpen.ts';
import type { Review } from './review.ts';
import { closeReview, reviewText, tabsOf } from './reviewTabs.ts';
import { attemptKey } from './reviewUri.ts';
import { workspaceText, writeWorkspaceFile } from './workspaceFile.ts';

const SAID_MS = 8_000;

/**
 * Accepts what stands on the right side: it is what runs, and what is written.
 *
 * The daemon hears of it first and the file is written when it has agreed: of several answers only one counts, and
 * the text of one that did not must not be in the workspace. When writing then fails, what runs is as accepted, and
 * the file is as it was; the error says both.
 */
export async function acceptReview(needed: Needed, review: Review): Promise<void> {
  refuseUnlessOpen(review);
  if (review.answering) return;
  const key = attemptKey(review.record);
  review.answering = true;
  try {
    const text = await reviewText(review);
    const writes = await agreeOnWriting(needed, review, text);
    if (writes === undefined) return;
    refuseUnlessOpen(review);
    const { file, purpose, proposal } = review.record;
    if (purpose === 'answer') {
      // Before the answer: what the daemon then makes of the text is compared with this file.
      if (writes && file !== undefined) needed.reviews.written.set(key, file);
      await answerReview(
        needed,
        review,
        text === proposal ? { decision: 'accept' } : { decision: 'edit', text },
      );
    }
    const failure = writes ? await failureOf(write(review, text)) : undefined;
    // Into the workspace only: there is still something to accept.
    if (failure !== undefined && purpose === 'workspace') throw failure;
    await finish(needed, review, writes && failure === undefined);
    if (failure !== undefined) throw failure;
  } catch (error) {
    needed.reviews.written.delete(key);
    throw error;
  } finally {
    needed.reviews.answered(review);
  }
}

/** Whether the file is to be written; undefined when nothing is to be accepted now. */
async function agreeOnWriting(needed: Needed, review: Review, text: string): Promise<boolean | undefined> {
  const { file, seen, purpose } = review.record;
  if (file === undefined) return false;
  const now = await workspaceText(file);
  if (now === seen || now === text) return true;
  const again = l10n.t('Compare Again');
  const overwrite = now === undefined ? l10n.t('Create the File') : l10n.t('Overwrite');
  const without = l10n.t('Run Without Writing');
  const name = workspace.asRelativePath(file);
  const message =
    now === undefined
      ? l10n.t('{0} was deleted since it was compared.', name)
      : seen === undefined
        ? l10n.t('{0} came into being since the review was opened.', name)
        : l10n.t('{0} has changed since it was compared.', name);
  const chosen = await window.showWarningMessage(
    message,
    { modal: true, detail: l10n.t('Nothing was accepted or written yet.') },
    again,
    overwrite,
    ...(purpose === 'answer' ? [without] : []),
  );
  if (chosen === without) return false;
  if (chosen === again) {
    await compareAgain(needed.reviews, review);
    return undefined;
  }
  if (chosen !== overwrite) return undefined;
  // What was overwritten knowingly; a change after this one is asked about again.
  review.setSeen(now);
  return true;
}

async function write(review: Review, text: string): Promise<void> {
  const { file = '', seen, purpose } = review.record;
  const name = workspace.asRelativePath(file);
  const done =
    purpose === 'answer'
      ? l10n.t('It was accepted and runs, but {0} was not written', name)
      : l10n.t('{0} was not written', name);
  const next =
    purpose === 'answer' ? l10n.t('Write it with Fractale: Accept into Workspace.') : l10n.t('Try again.');
  try {
    const now = await workspaceText(file);
    if (now !== seen && now !== text)
      throw new UserError('invalid-params', l10n.t('it changed in this moment'));
    if (await writeWorkspaceFile(file, text)) return;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('storage', `${done}: ${reason}`, next);
  }
  void window.showWarningMessage(
    l10n.t(
      '{0} was changed while it was saved, by a formatter perhaps: it is not exactly what was accepted.',
      name,
    ),
  );
}

async function failureOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Where the diff was, the file is shown: there it can be undone. */
async function finish({ reviews }: Needed, review: Review, written: boolean): Promise<void> {
  const { file, purpose, artifact, step, attempt } = review.record;
  const shown: Tab | undefined = tabsOf(review).find(({ isActive }) => isActive);
  if (written && file !== undefined && shown !== undefined)
    await window.showTextDocument(Uri.file(file), { viewColumn: shown.group.viewColumn, preview: false });
  await closeReview(review);
  reviews.forget(review);
  const name = file === undefined ? artifact : workspace.asRelativePath(file);
  const what = l10n.t('{0} of {1}, attempt {2}', artifact, step, attempt);
  const words =
    purpose === 'workspace'
      ? l10n.t('{0} is written', name)
      : written
        ? l10n.t('{0}: accepted, {1} is written', what, name)
        : l10n.t('{0}: accepted, no file is written', what);
  window.setStatusBarMessage(`$(check) ${words}`, SAID_MS);
}
