import { diffArrays } from 'diff';

/** Two texts that take longer to compare differ as a whole. */
const LIMIT_MS = 2_000;

/** Lines that two texts differ in: `removed` stand from line `left` of the one, `added` from line `right` of the other (from 0). */
export interface Hunk {
  readonly left: number;
  readonly right: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The lines of a text as an editor counts them: joined again by its line ends they are the text. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/u);
}

/** Where two lists of lines differ, first to last; between two hunks there is at least one line that both have. */
export function hunksOf(left: readonly string[], right: readonly string[]): Hunk[] {
  const parts = diffArrays([...left], [...right], { timeout: LIMIT_MS });
  if (parts === undefined) return [{ left: 0, right: 0, removed: left, added: right }];
  const hunks: Hunk[] = [];
  let at = { left: 0, right: 0 };
  let open: { left: number; right: number; removed: string[]; added: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      open = undefined;
      at = { left: at.left + value.length, right: at.right + value.length };
      continue;
    }
    if (open === undefined) {
      open = { ...at, removed: [], added: [] };
      hunks.push(open);
    }
    for (const line of value) (added ? open.added : open.removed).push(line);
    at = added ? { ...at, right: at.right + value.length } : { ...at, left: at.left + value.length };
  }
  return hunks;
}

/** `left` with the hunks for which `taken` says so; with all of them it is what the hunks lead to. */
export function merged(
  left: readonly string[],
  hunks: readonly Hunk[],
  taken: (hunk: Hunk) => boolean,
): string[] {
  const lines: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    for (; at < hunk.left; at += 1) lines.push(left[at] ?? '');
    for (const line of taken(hunk) ? hunk.added : hunk.removed) lines.push(line);
    at = hunk.left + hunk.removed.length;
  }
  for (; at < left.length; at += 1) lines.push(left[at] ?? '');
  return lines;
}

export function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** The same change at the same place of the left text. */
export function sameHunk(a: Hunk, b: Hunk): boolean {
  return a.left === b.left && sameChange(a, b);
}

/** The same change, wherever it is. */
export function sameChange(a: Hunk, b: Hunk): boolean {
  return sameLines(a.removed, b.removed) && sameLines(a.added, b.added);
}
