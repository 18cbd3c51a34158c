import { Range, WorkspaceEdit, workspace } from 'vscode';
import { carried } from './changes.ts';
import { linesOf, merged, sameChange, sameLines } from './hunks.ts';
import { lineEdits } from './lineEdit.ts';
import type { Review } from './review.ts';
import type { Against } from './reviewRecord.ts';
import type { Reviews } from './reviews.ts';
import { reviewText } from './reviewTabs.ts';
import { workspaceText } from './workspaceFile.ts';

/** Compares with the workspace file as it is now. Decisions about changes that are the same there stay. */
export async function compareAgain(reviews: Reviews, review: Review): Promise<void> {
  const { file } = review.record;
  const seen = file === undefined ? undefined : await workspaceText(file);
  const text = await reviewText(review);
  const { edited, decisions } = review.changes(text);
  const compared = review.record.against === 'file';
  review.setSeen(seen);
  if (compared) {
    review.decide(carried(decisions, review.hunks, sameChange));
    // What a person typed stays; else the rejected changes are the file's own text, as it is now.
    if (!edited) await setText(review, withoutRejected(review));
  }
  reviews.keep(review);
}

/** Puts the other text on the left side. The right side stays as it is. */
export async function compareWith(reviews: Reviews, review: Review, against: Against): Promise<void> {
  const { decisions } = review.changes(await reviewText(review));
  review.decide(decisions);
  review.set({ against });
  reviews.keep(review);
}

/** Changes the right side's document, if it has to be: by an edit that can be undone. */
export async function setText(review: Review, lines: readonly string[]): Promise<void> {
  const document = await workspace.openTextDocument(review.uri);
  const before = linesOf(document.getText());
  if (sameLines(before, lines)) return;
  const edit = new WorkspaceEdit();
  const eol = document.getText().includes('\r\n') ? '\r\n' : '\n';
  for (const { start, end, text } of lineEdits(before, lines, eol))
    edit.replace(review.uri, new Range(start.line, start.character, end.line, end.character), text);
  if (!(await workspace.applyEdit(edit))) throw new Error('VS Code did not apply the edit to the review');
}

function withoutRejected(review: Review): string[] {
  const { rejected } = review.decisions;
  return merged(linesOf(review.compared), review.hunks, hunk => !rejected.includes(hunk));
}
