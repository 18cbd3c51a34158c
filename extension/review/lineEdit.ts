import { type Hunk, hunksOf } from './hunks.ts';

/** Lines and characters from 0, `end` exclusive. */
export interface LineEdit {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

/** The edits that make one text of another, by their lines, in the order in which they stand. */
export function lineEdits(before: readonly string[], after: readonly string[], eol: string): LineEdit[] {
  return hunksOf(before, after).map(hunk => lineEdit(before, hunk, eol));
}

/** A hunk as an edit of the text that has `removed`, whole lines with the line ends that belong to them. */
export function lineEdit(
  before: readonly string[],
  { left, removed, added }: Pick<Hunk, 'left' | 'removed' | 'added'>,
  eol: string,
): LineEdit {
  const end = left + removed.length;
  if (end < before.length) {
    const text = added.map(line => line + eol).join('');
    return { start: { line: left, character: 0 }, end: { line: end, character: 0 }, text };
  }
  const last = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  if (left === 0) return { start: { line: 0, character: 0 }, end: last, text: added.join(eol) };
  // At the end of the text, the line end before goes or comes with the lines.
  const start = { line: left - 1, character: before[left - 1]?.length ?? 0 };
  return { start, end: last, text: added.map(line => eol + line).join('') };
}
