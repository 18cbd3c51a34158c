import { createHash } from 'node:crypto';
import { diffLines } from 'diff';
import type { Change } from '../protocol/events.ts';

/** Artifacts are small; two texts that share nothing must not take for ever to compare. */
const MOST_EDITS = 4000;

/** Lines removed and added between two texts, in the order of the text. */
interface Lines {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** How many lines were added and removed. */
export function changeOf(before: string, after: string): Change {
  const { added, removed } = changedLines(before, after);
  return { added: added.length, removed: removed.length };
}

/**
 * Names what a change did: 16 hexadecimal digits, the same wherever in the text it was done, in whatever order and
 * with whatever spacing and remarks.
 */
export function changeFingerprint(before: string, after: string): string {
  const { added, removed } = changedLines(before, after);
  const told = [...removed.map(line => `-${essence(line)}`), ...added.map(line => `+${essence(line)}`)];
  const lines = [...new Set(told)].filter(line => line.length > 1).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

function changedLines(before: string, after: string): Lines {
  const parts = diffLines(before, after, { maxEditLength: MOST_EDITS });
  if (parts === undefined) return { removed: linesOf(before), added: linesOf(after) };
  return {
    removed: parts.flatMap(part => (part.removed ? linesOf(part.value) : [])),
    added: parts.flatMap(part => (part.added ? linesOf(part.value) : [])),
  };
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function essence(line: string): string {
  return line.trim().startsWith('#') ? '' : line.trim().replace(/\s+/gu, ' ').replace(/ ?\\$/u, '');
}
