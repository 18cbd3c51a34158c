import {
  commands,
  l10n,
  type Tab,
  TabInputText,
  TabInputTextDiff,
  type Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { Review } from './review.ts';
import { attemptKey, REVIEW_SCHEME, reviewOfUri } from './reviewUri.ts';

/** The tabs that are diffs of a review: ours and nobody else's. */
export function tabsOf(review: Review): Tab[] {
  const right = review.uri.toString();
  const left = review.comparedUri.toString();
  return reviewTabs().flatMap(({ tab, original, modified }) =>
    modified.toString() === right && original.toString() === left ? [tab] : [],
  );
}

/** Every tab that is a diff of some review. */
export function reviewTabs(): { readonly tab: Tab; readonly original: Uri; readonly modified: Uri }[] {
  return window.tabGroups.all.flatMap(group =>
    group.tabs.flatMap(tab => {
      if (!(tab.input instanceof TabInputTextDiff)) return [];
      const { original, modified } = tab.input;
      return modified.scheme === REVIEW_SCHEME ? [{ tab, original, modified }] : [];
    }),
  );
}

/**
 * Closes editors that have the right side of an open diff alone: VS Code restores unsaved text in one of its own,
 * because it does not see that a diff shows it already. What is not saved is kept with the review first.
 */
export async function closeDoubles(): Promise<void> {
  for (const { uri } of doubles()) {
    const document = await workspace.openTextDocument(uri);
    if (document.isDirty) await document.save();
  }
  const tabs = doubles().map(({ tab }) => tab);
  if (tabs.length > 0) await window.tabGroups.close(tabs, true);
}

function doubles(): { readonly tab: Tab; readonly uri: Uri }[] {
  const diffs = new Set(reviewTabs().map(({ modified }) => modified.toString()));
  return window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.flatMap(tab => {
      const uri = tab.input instanceof TabInputText ? tab.input.uri : undefined;
      return uri !== undefined && diffs.has(uri.toString()) ? [{ tab, uri }] : [];
    }),
  );
}

/** How a diff is opened: with the focus; without; or as a tab that is not shown. */
export type Showing = 'focused' | 'shown' | 'tab';

export async function showReview(review: Review, showing: Showing): Promise<void> {
  const { artifact, step, attempt, purpose } = review.record;
  const title =
    purpose === 'answer'
      ? l10n.t('{0}: review of {1}, attempt {2}', artifact, step, attempt)
      : l10n.t('{0}: accept {1}, attempt {2}', artifact, step, attempt);
  await commands.executeCommand('vscode.diff', review.comparedUri, review.uri, title, {
    preview: false,
    preserveFocus: showing !== 'focused',
    // Of the editor's own options; a version that does not know it shows the tab.
    background: showing === 'tab',
    viewColumn: tabsOf(review)[0]?.group.viewColumn ?? ViewColumn.Active,
  });
}

/** Whether a person sees the review of an attempt now. */
export function isReviewShown(name: AttemptName): boolean {
  return reviewTabs().some(({ tab, modified }) => {
    const shown = tab.isActive ? reviewOfUri(modified) : undefined;
    return shown !== undefined && attemptKey(shown) === attemptKey(name);
  });
}

/** Keeps what is edited and not saved with the review. */
export async function saveReview(review: Review): Promise<void> {
  const open = workspace.textDocuments.find(({ uri }) => uri.toString() === review.uri.toString());
  if (open?.isDirty) await open.save();
}

/** Closes the diffs of a review without a question: what stands in them is kept with the review first. */
export async function closeReview(review: Review): Promise<void> {
  await saveReview(review);
  const tabs = tabsOf(review);
  if (tabs.length > 0) await window.tabGroups.close(tabs, true);
}

/** The review text as it stands in the editor, unsaved edits included. */
export async function reviewText(review: Review): Promise<string> {
  return (await workspace.openTextDocument(review.uri)).getText();
}
