import { CATEGORY_WORDS, isOutside } from '../protocol/categories.ts';
import type { CheckResult, FailureCategory, Metric, Verdict } from '../protocol/verdict.ts';

/** How an attempt ended, as it is recorded. */
export interface Ending {
  readonly verdict: Verdict;
  readonly spent: boolean;
}

export function failed(
  category: FailureCategory,
  cause: string,
  fingerprint: string,
  found: {
    readonly checks?: readonly CheckResult[];
    readonly metrics?: readonly Metric[];
    readonly headline?: string;
  } = {},
): Ending {
  const outside = isOutside(category);
  return {
    verdict: {
      status: 'failed',
      category,
      summary: summaryOf(category, found.headline ?? cause),
      fingerprint,
      retryable: !outside,
      cause,
      checks: found.checks ?? [],
      metrics: found.metrics ?? [],
    },
    spent: !outside,
  };
}

export function succeeded(
  summary: string,
  checks: readonly CheckResult[],
  metrics: readonly Metric[],
): Ending {
  return { verdict: { status: 'succeeded', summary, retryable: false, checks, metrics }, spent: true };
}

export function ended(status: 'interrupted' | 'cancelled', summary: string): Ending {
  return {
    verdict: {
      status,
      summary,
      retryable: status === 'interrupted',
      checks: [],
      metrics: [],
      ...(status === 'cancelled' && { category: 'person.cancelled' }),
    },
    spent: false,
  };
}

/** The category in words, and the first line that says something of it, within 200 characters. */
function summaryOf(category: FailureCategory, headline: string): string {
  const words = CATEGORY_WORDS[category];
  const line = headline
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '');
  const summary = line === undefined ? words : `${words}: ${line}`;
  return summary.length > 200 ? `${summary.slice(0, 199)}…` : summary;
}
