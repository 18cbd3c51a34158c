import { l10n, Range, Selection, type TextEditor, TextEditorRevealType, window, workspace } from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { Change, Changes } from './changes.ts';
import { setText } from './compareAgain.ts';
import { type Hunk, linesOf, sameHunk } from './hunks.ts';
import type { Review } from './review.ts';
import { isHunk } from './reviewRecord.ts';
import type { Reviews } from './reviews.ts';

export type Decision = 'accept' | 'reject' | 'undo';

/**
 * Decides about one change: the one that a lens gave, or the one at the cursor or the next after it. A rejected
 * change goes out of the text, and comes back when that is undone.
 */
export async function decideChange(
  reviews: Reviews,
  review: Review,
  decision: Decision,
  given: unknown,
): Promise<void> {
  if (review.phase.kind === 'over') return;
  const document = await workspace.openTextDocument(review.uri);
  const changes = review.changes(document.getText());
  const editor = window.activeTextEditor;
  const change = isHunk(given)
    ? changes.list.find(({ hunk }) => sameHunk(hunk, given))
    : atCursor(changes, review, editor);
  if (change === undefined) {
    throw new UserError(
      'invalid-params',
      isHunk(given)
        ? l10n.t('This change is not there any more')
        : l10n.t('There is no change left to decide about'),
    );
  }
  const { decisions } = review;
  review.decide(decided(changes, change, decision));
  try {
    const lines = linesOf(document.getText());
    await setText(review, lines.toSpliced(change.line, change.lines.length, ...linesAfter(change, decision)));
  } catch (error) {
    review.decide(decisions);
    throw error;
  } finally {
    reviews.keep(review);
  }
  if (!isHunk(given) && editor !== undefined) goToNext(review, editor, change.line);
}

function decided({ decisions }: Changes, { hunk, kind }: Change, decision: Decision): Review['decisions'] {
  const without = (list: readonly Hunk[]) => list.filter(other => !sameHunk(other, hunk));
  const accepted = without(decisions.accepted);
  const rejected = without(decisions.rejected);
  if (kind === 'edited' || decision === 'undo') return { accepted, rejected };
  return decision === 'accept'
    ? { accepted: [...accepted, hunk], rejected }
    : { accepted, rejected: [...rejected, hunk] };
}

function linesAfter({ kind, hunk, lines }: Change, decision: Decision): readonly string[] {
  if (kind === 'edited') return decision === 'accept' ? lines : hunk.removed;
  return decision === 'reject' ? hunk.removed : hunk.added;
}

function atCursor({ list }: Changes, review: Review, editor: TextEditor | undefined): Change | undefined {
  if (editor === undefined) return undefined;
  const { line } = editor.selection.active;
  const left = editor.document.uri.toString() === review.comparedUri.toString();
  const end = ({ line: from, lines, hunk }: Change) =>
    left ? hunk.left + Math.max(hunk.removed.length, 1) : from + Math.max(lines.length, 1);
  return list.find(change => end(change) > line) ?? list.at(-1);
}

/** To the next change that is not decided, so that one key decides about one after the other. */
function goToNext(review: Review, editor: TextEditor, line: number): void {
  if (editor.document.uri.toString() !== review.uri.toString()) return;
  const open = review.changes(editor.document.getText()).list.filter(({ kind }) => kind === 'open');
  const next = open.find(change => change.line >= line) ?? open[0];
  if (next === undefined) return;
  const at = editor.document.validatePosition(new Selection(next.line, 0, next.line, 0).active);
  editor.selection = new Selection(at, at);
  editor.revealRange(new Range(at, at), TextEditorRevealType.InCenterIfOutsideViewport);
}
