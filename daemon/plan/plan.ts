import type { Limits, ReviewMode } from '../protocol/events.ts';

/** How strongly a step's execution is kept apart from the machine, weakest first. */
export const ISOLATIONS = ['container', 'kernel', 'vm'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** What must hold, beyond ending with status 0, for a step to have succeeded. */
export type SuccessCheck =
  | { readonly kind: 'exit'; readonly code: number }
  /** `pattern` is a JavaScript regular expression that some line of the log must match. */
  | { readonly kind: 'log'; readonly pattern: string }
  /** The first group of `regex` is the value; the last match in the log counts. */
  | { readonly kind: 'metric'; readonly name: string; readonly regex: string; readonly unit?: string };

export interface PlanStep {
  readonly id: string;
  readonly agent: string;
  readonly description?: string;
  readonly target: string;
  readonly review: ReviewMode;
  /** Minutes that a review may wait for a person; then the run is set aside. Absent: for ever. */
  readonly reviewMinutes?: number;
  readonly isolation: Isolation;
  readonly maxAttempts: number;
  /** The agent's inputs as the plan gives them, types checked, without `max_attempts` and defaults. */
  readonly context: Readonly<Record<string, string | boolean | number | readonly string[]>>;
  readonly success: readonly SuccessCheck[];
  /** First line of the step in the plan file, from 1. */
  readonly line: number;
}

/** A plan that was validated whole. */
export interface Plan {
  readonly name: string;
  readonly description?: string;
  readonly goal?: string;
  /** `provider/name`; undefined when neither the plan nor the caller chose one. */
  readonly model?: string;
  readonly limits: Limits;
  /** What happens to an attempt in flight when the daemon dies: go on at its restart, or wait for `resume`. */
  readonly onInterrupt: 'resume' | 'stop';
  readonly steps: readonly PlanStep[];
}
