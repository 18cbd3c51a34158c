import type { FailureCategory, Verdict } from './verdict.ts';

/** SHA-256 of a UTF-8 text kept by the daemon, in lower-case hexadecimal; `text/read` returns the text. */
export type Digest = string;

export type Stage = 'compose' | 'propose' | 'preflight' | 'review' | 'execute' | 'judge';
export type ReviewMode = 'auto' | 'ask';

/** Tokens of one or more model calls, as the provider counted them. `prompt` includes `cached`. */
export interface Tokens {
  readonly prompt: number;
  readonly output: number;
  readonly thoughts: number;
  readonly cached: number;
  readonly total: number;
}

/** Bounds of a run. `minutes` is wall clock without the time spent waiting for a person. */
export interface Limits {
  readonly minutes: number;
  readonly tokens: number;
  readonly usd?: number;
}

export interface StepSummary {
  readonly id: string;
  readonly agent: string;
  readonly description?: string;
  readonly target: string;
  readonly review: ReviewMode;
  readonly maxAttempts: number;
}

export interface PlanSummary {
  readonly name: string;
  /** Absolute path of the plan file; absent when a single agent was started without a plan. */
  readonly file?: string;
  readonly goal?: string;
  /** `provider/name`. */
  readonly model: string;
  readonly text: Digest;
  readonly limits: Limits;
  readonly steps: readonly StepSummary[];
}

/** How a run was asked for. Kept with the run, so that a restarted daemon goes on in the same way. */
export interface RunOptions {
  /** Absolute folder that relative paths of the plan and the command line start from. */
  readonly cwd: string;
  /** In place of the plan's. */
  readonly model?: string;
  /** Where the plan names none. */
  readonly defaultModel?: string;
  readonly target?: string;
  readonly review?: ReviewMode;
  readonly maxAttempts?: number;
  readonly useCache?: boolean;
  /** Work this step anew: earlier ones come from the cache where they can, later ones are left out. */
  readonly step?: string;
  /** Absolute folder for `results-<timestamp>.json`. */
  readonly results?: string;
  readonly incremental?: boolean;
  /** Absolute file that the conversation with the model is recorded to. */
  readonly record?: string;
  /** Variables of the client that choose an engine (`DOCKER_HOST`, `DOCKER_CONTEXT`, …); never a secret. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ArtifactRef {
  /** File name, such as `Dockerfile` or `job.yaml`. */
  readonly name: string;
  readonly digest: Digest;
  readonly lines: number;
  readonly bytes: number;
}

/** Lines added and removed against the attempt before. */
export interface Change {
  readonly added: number;
  readonly removed: number;
}

/**
 * How the thing that was executed ended. `code` only when a process ended by itself; `category` only when the
 * platform itself knows the reason (an infrastructure failure, a limit), otherwise the log decides.
 */
export interface Exit {
  readonly kind: 'exited' | 'deadline' | 'cancelled' | 'memory' | 'log-limit' | 'infrastructure';
  readonly code?: number;
  readonly message?: string;
  readonly category?: FailureCategory;
}

/** One Dockerfile instruction of a build. `line` is its first line in the Dockerfile, from 1. */
export interface Instruction {
  readonly index: number;
  readonly text: string;
  readonly line?: number;
  readonly ms: number;
  readonly cached: boolean;
  readonly failed?: boolean;
}

interface OfRun {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly run: string;
}
interface OfStep extends OfRun {
  readonly step: string;
}
interface OfAttempt extends OfStep {
  /** From 1, within the step. */
  readonly attempt: number;
}

export type RunCreated = OfRun & {
  readonly type: 'run.created';
  readonly plan: PlanSummary;
  readonly options: RunOptions;
};
/** Work goes on after the daemon restarted, or after a person asked for it. */
export type RunResumed = OfRun & { readonly type: 'run.resumed'; readonly by: 'daemon' | 'person' };
/** Nothing works on the run now; `resume` goes on from here. */
export type RunInterrupted = OfRun & { readonly type: 'run.interrupted'; readonly reason: string };
export type RunFinished = OfRun & {
  readonly type: 'run.finished';
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly reason: string;
  readonly category?: FailureCategory;
};
/** A file written outside the daemon's own folder: results or an accepted artifact. `error` when it could not be. */
export type FileWritten = OfRun & {
  readonly type: 'file.written';
  readonly what: 'results' | 'outfile';
  readonly file: string;
  readonly error?: string;
};
export type StepStarted = OfStep & { readonly type: 'step.started' };
export type StepFinished = OfStep & {
  readonly type: 'step.finished';
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly reason: string;
  readonly category?: FailureCategory;
  /** What later steps see, under the original's context names. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly cachedFrom?: { readonly run: string; readonly step: string; readonly attempt: number };
};
/** `repeats`: the attempt whose artifact is executed again, without asking the model, after an interruption. */
export type AttemptStarted = OfAttempt & { readonly type: 'attempt.started'; readonly repeats?: number };
export type StageStarted = OfAttempt & { readonly type: 'stage.started'; readonly stage: Stage };
export type ModelAsked = OfAttempt & {
  readonly type: 'model.asked';
  readonly model: string;
  readonly prompt: Digest;
  readonly promptChars: number;
};
export type ModelRetrying = OfAttempt & {
  readonly type: 'model.retrying';
  readonly afterMs: number;
  readonly reason: string;
};
export type ModelAnswered = OfAttempt & {
  readonly type: 'model.answered';
  readonly model: string;
  readonly reply: Digest;
  readonly finish: string;
  readonly tokens: Tokens;
  /** Absent when no price is known for the model. */
  readonly usd?: number;
  readonly ms: number;
};
export type ModelFailed = OfAttempt & {
  readonly type: 'model.failed';
  readonly model: string;
  readonly category: FailureCategory;
  readonly message: string;
};
export type ArtifactProposed = OfAttempt & {
  readonly type: 'artifact.proposed';
  readonly artifact: ArtifactRef;
  readonly change?: Change;
};
/** A deterministic repair before anything slow runs. */
export type ArtifactEdited = OfAttempt & {
  readonly type: 'artifact.edited';
  readonly rule: string;
  readonly reason: string;
  readonly artifact: ArtifactRef;
};
export type ReviewRequested = OfAttempt & { readonly type: 'review.requested'; readonly deadline?: number };
export type ReviewAnswered = OfAttempt & {
  readonly type: 'review.answered';
  readonly decision: 'accept' | 'edit' | 'reject';
  readonly by: string;
  readonly words?: string;
  /** The edited text, when the decision is `edit`. */
  readonly artifact?: ArtifactRef;
};
/** Written before the effect: after a crash, `name` tells what to look for in the engine. */
export type ExecutionStarted = OfAttempt & {
  readonly type: 'execution.started';
  readonly kind: 'build' | 'job';
  readonly name: string;
};
/** The daemon restarted and found the execution still there. */
export type ExecutionAdopted = OfAttempt & { readonly type: 'execution.adopted'; readonly name: string };
export type InstructionFinished = OfAttempt & {
  readonly type: 'instruction.finished';
  readonly total: number;
  readonly instruction: Instruction;
};
export type ExecutionFinished = OfAttempt & {
  readonly type: 'execution.finished';
  readonly exit: Exit;
  readonly log: { readonly lines: number; readonly bytes: number };
  /** Facts that the execution left for later, such as the image's id. */
  readonly facts: Readonly<Record<string, string>>;
};
/** `spent` is false when the failure was not the attempt's own (infrastructure, interruption). */
export type AttemptFinished = OfAttempt & {
  readonly type: 'attempt.finished';
  readonly verdict: Verdict;
  readonly spent: boolean;
};

/** Everything that can happen in a run. The list is append-only; `seq` grows over all runs of a daemon's store. */
export type RunEvent =
  | RunCreated
  | RunResumed
  | RunInterrupted
  | RunFinished
  | FileWritten
  | StepStarted
  | StepFinished
  | AttemptStarted
  | StageStarted
  | ModelAsked
  | ModelRetrying
  | ModelAnswered
  | ModelFailed
  | ArtifactProposed
  | ArtifactEdited
  | ReviewRequested
  | ReviewAnswered
  | ExecutionStarted
  | ExecutionAdopted
  | InstructionFinished
  | ExecutionFinished
  | AttemptFinished;

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An event before the store gives it its place in the list. */
export type NewEvent = Without<RunEvent, 'seq' | 'at'>;
