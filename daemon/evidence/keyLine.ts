import type { FailureCategory } from '../protocol/verdict.ts';
import { categoryOfLine, type LogKind } from './categoryOfLine.ts';
import { ERROR, weigh } from './lineWeight.ts';
import type { Rank } from './rule.ts';

/** A line with its place among those that are not blank. */
export interface PlacedLine {
  readonly ordinal: number;
  readonly text: string;
}

export interface KeyLine {
  readonly index: number;
  readonly rank: Rank;
  /** Absent when the line only says that something failed. */
  readonly category?: FailureCategory;
}

/** Lines that are further apart than this tell of different things. */
const APART = 40;
/** Says that a program failed, for a reason that another line gives. */
const REPORT =
  /errored out|failed with (?:exit|error)|returned an error code|exit(?:ed)? (?:status|with|code)|complete output|finished with status|Traceback/u;

/**
 * The line that a failure hangs on: of the lines with the most telling words, the first in their last group.
 * What failed early and did not stop the work is far from the end; what follows from the failure comes after it.
 */
export function keyLine(kind: LogKind, lines: readonly PlacedLine[]): KeyLine | undefined {
  let key: KeyLine | undefined;
  let report: KeyLine | undefined;
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, { ordinal, text }] of lines.entries()) {
    const said = sayingOf(kind, text);
    if (said === undefined) continue;
    if (said.rank === 0 && REPORT.test(text)) {
      report ??= { ...said, index };
      continue;
    }
    if (said.rank < (key?.rank ?? 0)) continue;
    if (key === undefined || said.rank > key.rank || ordinal - last > APART) key = { ...said, index };
    last = ordinal;
  }
  return key ?? report;
}

function sayingOf(kind: LogKind, text: string): Omit<KeyLine, 'index'> | undefined {
  return categoryOfLine(kind, text) ?? (weigh(kind, text) >= ERROR ? { rank: 0 } : undefined);
}
