import { Disposable, l10n, languages, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { chooseAttempt } from '../commands/choose.ts';
import { registerCommands } from '../commands/registerCommands.ts';
import { Disposables } from '../disposables.ts';
import type { Services } from '../services.ts';
import { acceptReview } from './acceptReview.ts';
import { beginReview, type Needed, unknownAttempt } from './beginReview.ts';
import { compareAgain, compareWith } from './compareAgain.ts';
import { decideChange } from './decideChange.ts';
import { editReview } from './editReview.ts';
import { followReviews } from './followReviews.ts';
import { openWaitingReviews } from './openWaitingReviews.ts';
import { rejectReview } from './rejectReview.ts';
import type { Review } from './review.ts';
import { setReviewContext } from './reviewContext.ts';
import type { reviewContribution } from './reviewContribution.ts';
import { ReviewFileSystem } from './reviewFileSystem.ts';
import { ReviewLenses } from './reviewLenses.ts';
import { phaseOf } from './reviewPhase.ts';
import { ReviewStorage } from './reviewStorage.ts';
import { Reviews } from './reviews.ts';
import { type Showing, showReview, tabsOf } from './reviewTabs.ts';
import { REVIEW_SCHEME } from './reviewUri.ts';
import { tellRepairs } from './tellRepairs.ts';

/** Review in place: what an attempt proposes as a diff, to be accepted, edited or rejected there. */
export function registerReview({ context, link, store, log }: Services): Disposable {
  const disposables = new Disposables();
  const storage = new ReviewStorage(context.storageUri ?? context.globalStorageUri, log);
  const reviews = disposables.add(new Reviews(store, storage));
  const needed: Needed = { link, store, log, reviews };
  const files = disposables.add(new ReviewFileSystem(reviews));
  const lenses = disposables.add(new ReviewLenses(reviews));
  disposables.add(workspace.registerFileSystemProvider(REVIEW_SCHEME, files, { isCaseSensitive: true }));
  disposables.add(languages.registerCodeLensProvider({ scheme: REVIEW_SCHEME }, lenses));
  disposables.add(setReviewContext(reviews));
  disposables.add(followReviews(needed, reviews, storage));
  disposables.add(tellRepairs(store, reviews));
  disposables.add(
    openWaitingReviews(
      needed,
      async name => (await reviews.get({ ...name, purpose: 'answer' })) !== undefined,
      open,
    ),
  );
  const isWaiting = (name: AttemptName) => store.attempt(name)?.attempt.status === 'waiting';
  const isUsable = (name: AttemptName) => store.attempt(name)?.attempt.artifact !== undefined;
  disposables.add(
    Disposable.from(
      ...registerCommands<typeof reviewContribution>(log, {
        'fractale.review.open': async (argument?: unknown) => {
          const name = await chooseAttempt(store, argument, l10n.t('Review Which Artifact?'), isWaiting);
          if (name !== undefined) await open(name, 'focused');
        },
        'fractale.acceptIntoWorkspace': async (argument?: unknown) => {
          const name = await chooseAttempt(store, argument, l10n.t('Accept Which Artifact?'), isUsable);
          if (name !== undefined) await openForWorkspace(name);
        },
        'fractale.review.accept': async (argument?: unknown) =>
          acceptReview(needed, await reviewOf(argument)),
        'fractale.review.reject': async (argument?: unknown) =>
          rejectReview(needed, await reviewOf(argument)),
        'fractale.review.edit': async (argument?: unknown) => editReview(await reviewOf(argument)),
        'fractale.review.switchSide': async (argument?: unknown) => {
          const review = await reviewOf(argument);
          await compareWith(reviews, review, review.record.against === 'file' ? 'before' : 'file');
        },
        'fractale.review.compareAgain': async (argument?: unknown) =>
          compareAgain(reviews, await reviewOf(argument)),
        'fractale.review.acceptChange': async (argument?: unknown, hunk?: unknown) =>
          decideChange(reviews, await reviewOf(argument), 'accept', hunk),
        'fractale.review.rejectChange': async (argument?: unknown, hunk?: unknown) =>
          decideChange(reviews, await reviewOf(argument), 'reject', hunk),
        'fractale.review.undoChange': async (argument?: unknown, hunk?: unknown) =>
          decideChange(reviews, await reviewOf(argument), 'undo', hunk),
      }),
    ),
  );
  return disposables;

  async function open(name: AttemptName, showing: Showing): Promise<void> {
    const found = store.attempt(name);
    if (found === undefined) throw unknownAttempt({ ...name, purpose: 'answer' });
    const phase = phaseOf(found, true);
    if (phase.kind === 'over') {
      throw new UserError(
        'not-waiting',
        l10n.t(
          'Attempt {0} of step {1} does not wait for a review. {2}',
          name.attempt,
          name.step,
          phase.words,
        ),
      );
    }
    const review = await beginReview(needed, { ...name, purpose: 'answer' });
    // It may have been closed for long.
    if (tabsOf(review).length === 0) await compareAgain(reviews, review);
    await showReview(review, showing);
    if (review.record.closed) {
      review.set({ closed: false });
      reviews.keep(review);
    }
  }

  async function openForWorkspace(name: AttemptName): Promise<void> {
    if (store.attempt(name)?.attempt.status === 'waiting') return open(name, 'focused');
    const review = await beginReview(needed, { ...name, purpose: 'workspace' });
    const { file, seen, proposal } = review.record;
    if (file === undefined) {
      reviews.forget(review);
      throw new UserError(
        'invalid-params',
        l10n.t('There is no file for this artifact: the folder of its plan is not open in this window'),
        l10n.t('Open that folder, or copy the text from the attempt.'),
      );
    }
    if (seen === proposal) {
      reviews.forget(review);
      void window.showInformationMessage(
        l10n.t('{0} has this text already.', workspace.asRelativePath(file)),
      );
      return;
    }
    await showReview(review, 'focused');
  }

  /** The review that a lens, a button or the focused diff belongs to. */
  async function reviewOf(argument: unknown): Promise<Review> {
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    const active = input instanceof TabInputTextDiff ? input.modified : undefined;
    const uri = argument instanceof Uri ? argument : active;
    const review = uri && (await reviews.ofUri(uri));
    if (review === undefined) {
      throw new UserError(
        'invalid-params',
        l10n.t('No review is open in the active editor'),
        l10n.t('Open one with Fractale: Review Artifact.'),
      );
    }
    return review;
  }
}
