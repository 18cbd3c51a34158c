import { structuredPatch } from 'diff';

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

/**
 * The difference of two texts by lines, with three lines around each change; empty when they are the same. When it
 * takes longer than `limitMs`, all of one text in place of all of the other.
 */
export function diffHunks(before: string, after: string, limitMs = 2000): DiffHunk[] {
  const patch = structuredPatch('', '', before, after, undefined, undefined, {
    context: 3,
    timeout: limitMs,
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

/** Two texts that would take too long to compare: one in place of the other. */
function replaced(before: string, after: string): DiffHunk {
  const [left, right] = [linesOf(before), linesOf(after)];
  return {
    header: `@@ -1,${left.length} +1,${right.length} @@`,
    lines: [
      ...left.map((text, index): DiffLine => ({ kind: 'removed', text, before: index + 1 })),
      ...right.map((text, index): DiffLine => ({ kind: 'added', text, after: index + 1 })),
    ],
  };
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/u, '').split('\n');
}
