import { type DiffLine, diffHunks } from '../../words/diffHunks.ts';
import { clean } from '../../words/text.ts';
import type { Paint } from './paint.ts';

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
