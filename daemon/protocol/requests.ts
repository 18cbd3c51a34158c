import type { RunEvent, RunOptions } from './events.ts';
import type { RunState } from './state.ts';

/** Who is asking. `pid` tells two windows apart; it is never used to signal a process. */
export interface ClientInfo {
  readonly kind: 'cli' | 'editor' | 'other';
  readonly name: string;
  readonly pid: number;
}

/** Held in the daemon's memory only: never stored, logged or handed to an engine. */
export interface Credentials {
  readonly geminiApiKey?: string;
  readonly geminiBaseUrl?: string;
}

export interface HelloParams {
  readonly protocol: { readonly min: number; readonly max: number };
  readonly build: string;
  readonly token: string;
  readonly client: ClientInfo;
  readonly credentials?: Credentials;
}

export interface HelloResult {
  readonly protocol: number;
  readonly build: string;
  readonly version: string;
  readonly daemon: string;
  readonly pid: number;
  readonly startedAt: number;
}

/** A place in a plan file; line and column from 1, `endColumn` exclusive. */
export interface PlanProblem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** What to do about it, in words. */
  readonly fix?: string;
  /** The text that would mend it, in place of the range. */
  readonly replacement?: string;
}

export interface RunStartParams {
  /** The plan's YAML, with the file it came from (absolute) when there is one. */
  readonly text: string;
  readonly file?: string;
  readonly options: RunOptions;
  readonly credentials?: Credentials;
}

export interface AttemptName {
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
}

export interface ReviewAnswer extends AttemptName {
  readonly decision: 'accept' | 'edit' | 'reject';
  /** The edited text for `edit`, the reason for `reject`. */
  readonly text?: string;
  readonly by: string;
}

export interface DaemonStatus {
  readonly pid: number;
  readonly version: string;
  readonly build: string;
  readonly startedAt: number;
  readonly home: string;
  readonly socket: string;
  readonly log: string;
  readonly clients: readonly ClientInfo[];
  /** Ids of the runs being worked on. */
  readonly runs: readonly string[];
  readonly memory: { readonly rss: number; readonly heapUsed: number };
}

/** One thing that Fractale needs, as found on this machine. `fix` says what to do when it is not there. */
export interface DoctorCheck {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'missing';
  readonly detail: string;
  readonly fix?: string;
}

export interface LogRange {
  /** From 1. */
  readonly from: number;
  /** Without their line ends; a line over 16,384 bytes is cut and ends in `…`. */
  readonly lines: readonly string[];
  /** Complete lines there are now. */
  readonly total: number;
}

/**
 * Every request: method → [parameters, result]. Each is answered with a result or with an error whose
 * `data` is an `ErrorData`.
 */
export interface Requests {
  hello: [HelloParams, HelloResult];
  'daemon/status': [null, DaemonStatus];
  /** Ends the daemon when no run is active, or with `force` after interrupting the active ones. */
  'daemon/stop': [{ force: boolean }, { stopping: boolean; runs: readonly string[] }];
  'doctor/check': [{ environment: Readonly<Record<string, string>> }, readonly DoctorCheck[]];
  'run/start': [RunStartParams, { run: string }];
  'run/cancel': [{ run: string }, { status: RunState['status'] }];
  'run/resume': [{ run: string; credentials?: Credentials }, { run: string }];
  /** Newest first. */
  'run/list': [{ limit: number }, readonly RunState[]];
  /** `run` may be a unique prefix, or `latest`. */
  'run/get': [{ run: string }, RunState];
  /**
   * Sends every event after `after` (all runs, or one) as `run/event`, in order and without a gap, and goes on.
   * The result comes before the first event.
   */
  'run/subscribe': [{ run?: string; after: number }, { subscription: number; last: number }];
  'run/unsubscribe': [{ subscription: number }, null];
  'review/answer': [ReviewAnswer, null];
  'text/read': [{ digest: string }, { text: string }];
  'log/read': [AttemptName & { from: number; limit: number }, LogRange];
  /** Starts `log/grown` notifications for one attempt. */
  'log/follow': [AttemptName, { total: number }];
  'log/unfollow': [AttemptName, null];
  'model/ask': [
    { model: string; prompt: string; cwd: string; credentials?: Credentials },
    { reply: string; model: string; tokens: number; usd?: number },
  ];
}

export interface Notifications {
  'run/event': { readonly subscription: number; readonly event: RunEvent };
  /** At most ten a second for each attempt: ask for the lines with `log/read`. */
  'log/grown': AttemptName & { readonly total: number };
  'daemon/stopping': { readonly reason: string };
}

/** What went wrong with a request, for programs (`code`) and for people (`message`, `next`). */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly next?: string;
  readonly problems?: readonly PlanProblem[];
}

export type ErrorCode =
  | 'unauthorized'
  | 'protocol-mismatch'
  | 'hello-first'
  | 'invalid-params'
  | 'invalid-plan'
  | 'unknown-method'
  | 'unknown-run'
  | 'unknown-attempt'
  | 'unknown-text'
  | 'not-waiting'
  | 'not-resumable'
  | 'missing-key'
  | 'missing-engine'
  | 'model-failed'
  | 'busy'
  | 'stopping'
  /** The daemon cannot be reached: it does not start, does not answer, or the connection was lost. */
  | 'no-daemon'
  /** The daemon's own folder cannot be written or read: a full disk, a newer format. */
  | 'storage'
  | 'internal';
