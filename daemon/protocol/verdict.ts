/**
 * What kind of failure an attempt met. The part before the dot says who has to act:
 * `reply.*` the model's answer, `artifact.*` its text, `build.*`, `run.*` and `check.*` what executing it
 * showed, `limit.*` a bound of the plan, `infra.*` the machine or a service (these spend no attempt),
 * `model.*` the provider, `person.*` somebody's decision.
 */
export type FailureCategory =
  | 'reply.blocked'
  | 'reply.empty'
  | 'reply.cut'
  | 'reply.format'
  | 'reply.unchanged'
  | 'artifact.invalid'
  | 'artifact.refused'
  | 'build.syntax'
  | 'build.dependency'
  | 'build.compile'
  | 'build.command'
  | 'build.image'
  | 'run.command'
  | 'run.input'
  | 'run.mpi'
  | 'run.crash'
  | 'run.memory'
  | 'run.exit'
  | 'check.exit'
  | 'check.log'
  | 'check.metric'
  | 'check.degenerate'
  | 'limit.time'
  | 'limit.log'
  | 'limit.tokens'
  | 'limit.usd'
  | 'limit.attempts'
  | 'limit.repeat'
  | 'infra.engine'
  | 'infra.network'
  | 'infra.disk'
  | 'infra.registry'
  | 'infra.tool'
  | 'infra.lost'
  | 'model.key'
  | 'model.quota'
  | 'model.unavailable'
  | 'model.request'
  | 'model.recording'
  | 'person.rejected'
  | 'person.cancelled'
  | 'internal';

/** One declared or built-in success check and what came of it. */
export interface CheckResult {
  readonly check: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** A number read from the log by a `metric` check. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
}

/** The end of an attempt. `summary` is one line for a person; `cause` the distilled evidence, at most 2,000 characters. */
export interface Verdict {
  readonly status: 'succeeded' | 'failed' | 'interrupted' | 'cancelled';
  readonly summary: string;
  readonly category?: FailureCategory;
  /** Stable over paths, numbers, hashes and times: equal fingerprints mean the same failure. */
  readonly fingerprint?: string;
  /** Whether another attempt by the model could change the outcome. */
  readonly retryable: boolean;
  readonly cause?: string;
  readonly checks: readonly CheckResult[];
  readonly metrics: readonly Metric[];
}
