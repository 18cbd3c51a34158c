import type { FailureCategory } from '../protocol/verdict.ts';

/**
 * How much the words of a line may be trusted: 3 name a kind of failure, 2 could stand there for other reasons,
 * 1 follow from a failure, 0 only say that something failed.
 */
export type Rank = 0 | 1 | 2 | 3;

/** Words that make a line evidence for a category. */
export interface Rule {
  readonly category: FailureCategory;
  readonly rank: Rank;
  readonly pattern: RegExp;
  readonly unless?: RegExp;
}
