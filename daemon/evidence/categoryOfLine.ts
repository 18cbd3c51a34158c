import type { FailureCategory } from '../protocol/verdict.ts';
import { BUILD_RULES } from './buildRules.ts';
import { JOB_RULES } from './jobRules.ts';
import type { Rank } from './rule.ts';
import { isWarning } from './warning.ts';

export type LogKind = 'build' | 'job';

export interface LineCategory {
  readonly category: FailureCategory;
  readonly rank: Rank;
}

/** The category that a single line of a log is evidence for, if any; a mere warning is for none. */
export function categoryOfLine(kind: LogKind, line: string): LineCategory | undefined {
  if (isWarning(line)) return undefined;
  for (const { category, rank, pattern, unless } of kind === 'build' ? BUILD_RULES : JOB_RULES) {
    if (pattern.test(line) && unless?.test(line) !== true) return { category, rank };
  }
  return undefined;
}
