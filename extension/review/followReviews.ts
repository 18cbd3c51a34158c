import { type Disposable, l10n, TabInputTextDiff, window, workspace } from 'vscode';
import { Disposables } from '../disposables.ts';
import type { Services } from '../services.ts';
import type { Review } from './review.ts';
import type { ReviewStorage } from './reviewStorage.ts';
import type { Reviews } from './reviews.ts';
import { closeDoubles, closeReview, reviewTabs, saveReview, showReview, tabsOf } from './reviewTabs.ts';
import { reviewOfUri } from './reviewUri.ts';

const SAID_MS = 10_000;

/**
 * Keeps the open reviews true to what the daemon says: one that is decided elsewhere closes, or stays and says so
 * when there is work of this person in it. What nobody needs any more is forgotten.
 */
export function followReviews(
  { store, log }: Pick<Services, 'store' | 'log'>,
  reviews: Reviews,
  storage: ReviewStorage,
): Disposable {
  const disposables = new Disposables();
  let restored = false;
  let closing = Promise.resolve();

  disposables.add(reviews.onDidChange(review => void settle(review)));
  lookForDoubles();
  disposables.add(
    store.onDidChange(changes => {
      const changed = new Set(changes.map(({ run }) => run.id));
      for (const review of reviews.all())
        if (!restored || changed.has(review.record.run)) void settle(review);
      if (store.loaded && !restored) {
        restored = true;
        restore().catch(error => log.error('restoring the reviews:', error));
      }
    }),
  );
  disposables.add(
    window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
      if (opened.length > 0) lookForDoubles();
      for (const { input } of closed) {
        if (!(input instanceof TabInputTextDiff)) continue;
        const review = reviews.known(input.modified);
        if (review === undefined || review.answering || tabsOf(review).length > 0) continue;
        if (review.phase.kind === 'over' || review.record.purpose === 'workspace') reviews.forget(review);
        else {
          review.set({ closed: true });
          reviews.keep(review);
        }
      }
    }),
  );
  disposables.add(
    workspace.onDidChangeTextDocument(({ document }) => {
      const review = reviewOfUri(document.uri)?.side === 'proposed' ? reviews.known(document.uri) : undefined;
      if (review === undefined) return;
      const { decisions } = review.changes(document.getText());
      const { accepted, rejected } = review.decisions;
      if (decisions.accepted.length === accepted.length && decisions.rejected.length === rejected.length)
        return;
      // An undo in the editor took a decision back.
      review.decide(decisions);
      reviews.keep(review);
    }),
  );
  return disposables;

  function lookForDoubles(): void {
    closing = closing
      .then(closeDoubles)
      .catch(error => log.error('closing a second editor of a review:', error));
  }

  async function settle(review: Review): Promise<void> {
    try {
      reviews.look(review);
      if (review.phase.kind !== 'over' || review.answering || review.settled) return;
      review.settled = true;
      const { artifact, step, attempt } = review.record;
      const tabs = tabsOf(review);
      const seen = tabs.some(({ isActive }) => isActive) && window.state.focused;
      const words = l10n.t('{0} of {1}, attempt {2}: {3}', artifact, step, attempt, review.phase.words);
      if (hasWork(review)) {
        // Unsaved edits are kept with the rest; after that it is read-only.
        await saveReview(review);
        reviews.freeze(review);
        if (tabs.length > 0)
          void window.showWarningMessage(l10n.t('{0}. Your changes were not used; they stay open.', words));
        return;
      }
      await closeReview(review);
      reviews.forget(review);
      if (review.told) return;
      if (seen) void window.showInformationMessage(words);
      else if (tabs.length > 0) window.setStatusBarMessage(words, SAID_MS);
    } catch (error) {
      log.error(`following the review ${review.key}:`, error instanceof Error ? error : String(error));
    }
  }

  /** After a start: the tabs that VS Code has restored, and records that no tab needs. */
  async function restore(): Promise<void> {
    for (const { tab, modified } of reviewTabs()) {
      const review = await reviews.ofUri(modified);
      if (review === undefined) await window.tabGroups.close(tab, true);
      else await settle(review);
    }
    for (const key of await storage.keys()) {
      const record = await storage.read(key);
      const review = record && (await reviews.get(record));
      if (review === undefined) await storage.remove(key);
      else if (tabsOf(review).length === 0) {
        reviews.look(review);
        if (review.phase.kind === 'over' || review.record.purpose === 'workspace') reviews.forget(review);
        // VS Code keeps its tabs now and then only: this one came after that.
        else if (!review.record.closed && window.state.focused) await showReview(review, 'shown');
      }
    }
  }
}

/** Whether a person has decided about a change or edited the text. */
function hasWork(review: Review): boolean {
  const { text, proposal, decisions } = review.record;
  const open = workspace.textDocuments.find(({ uri }) => uri.toString() === review.uri.toString());
  return (
    open?.isDirty === true ||
    text !== proposal ||
    Object.values(decisions).some(({ accepted, rejected }) => accepted.length + rejected.length > 0)
  );
}
