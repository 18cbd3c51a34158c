import { structuredPatch } from 'diff';
import type { Paint } from './paint.ts';
import { clean } from '../../words/text.ts';

/** One line of a difference, with its numbers from 1 on the sides where it stands. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
}

export interface DiffHunk {
  readonly header: string;
  readonly lines: readonly DiffLine[];
}

const LIMIT_MS = 2000;

/** The difference of two texts by lines, with three lines around each change; empty when they are the same. */
export function diffHunks(before: string, after: string): DiffHunk[] {
  const patch = structuredPatch('', '', before, after, undefined, undefined, {
    context: 3,
    timeout: LIMIT_MS,
  });
  if (patch === undefined) return [replaced(before, after)];
  return patch.hunks.map(hunk => {
    let left = hunk.oldStart;
    let right = hunk.newStart;
    const lines = hunk.lines.flatMap((line): DiffLine[] => {
      const text = line.slice(1);
      if (line.startsWith('+')) return [{ kind: 'added', text, after: right++ }];
      if (line.startsWith('-')) return [{ kind: 'removed', text, before: left++ }];
      // "\ No newline at end of file" says nothing that a reader of an artifact needs.
      return line.startsWith('\\') ? [] : [{ kind: 'same', text, before: left++, after: right++ }];
    });
    return { header: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`, lines };
  });
}

/** The difference as a person reads it, as `diff -u` writes it. */
export function diffText(
  before: { readonly label: string; readonly text: string },
  after: { readonly label: string; readonly text: string },
  paint: Paint,
): string[] {
  const hunks = diffHunks(before.text, after.text);
  if (hunks.length === 0) return [];
  return [
    paint.strong(`--- ${before.label}`),
    paint.strong(`+++ ${after.label}`),
    ...hunks.flatMap(hunk => [paint.name(hunk.header), ...hunk.lines.map(line => painted(line, paint))]),
  ];
}

function painted(line: DiffLine, paint: Paint): string {
  const text = clean(line.text);
  if (line.kind === 'added') return paint.good(`+${text}`);
  return line.kind === 'removed' ? paint.bad(`-${text}`) : ` ${text}`;
}

/** Two texts that would take too long to compare: one in place of the other. */
function replaced(before: string, after: string): DiffHunk {
  const left = before.split('\n');
  const right = after.split('\n');
  return {
    header: `@@ -1,${left.length} +1,${right.length} @@`,
    lines: [
      ...left.map((text, index): DiffLine => ({ kind: 'removed', text, before: index + 1 })),
      ...right.map((text, index): DiffLine => ({ kind: 'added', text, after: index + 1 })),
    ],
  };
}
