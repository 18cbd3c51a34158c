import { commands, Range, Selection, TextEditorRevealType, window } from 'vscode';
import type { Review } from './review.ts';
import { showReview } from './reviewTabs.ts';

/** Puts the cursor into the right side, at its first change: what is typed there is what is accepted. */
export async function editReview(review: Review): Promise<void> {
  await showReview(review, 'focused');
  await commands.executeCommand('workbench.action.compareEditor.focusPrimarySide');
  const editor = window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === review.uri.toString(),
  );
  if (editor === undefined) return;
  const { list } = review.changes(editor.document.getText());
  const change = list.find(({ kind }) => kind === 'open') ?? list[0];
  const at = editor.document.validatePosition(new Range(change?.line ?? 0, 0, change?.line ?? 0, 0).start);
  editor.selection = new Selection(at, at);
  editor.revealRange(new Range(at, at), TextEditorRevealType.InCenterIfOutsideViewport);
}
