import type {
  ArtifactRef,
  Change,
  Digest,
  Exit,
  Instruction,
  PlanSummary,
  RunOptions,
  Stage,
  StepSummary,
  Tokens,
} from './events.ts';
import type { FailureCategory, Verdict } from './verdict.ts';

/** Tokens and money of all calls so far. `unpriced` counts calls whose model has no known price. */
export interface Usage extends Tokens {
  readonly calls: number;
  readonly usd: number;
  readonly unpriced: number;
}

export interface Review {
  readonly requestedAt: number;
  readonly deadline?: number;
  readonly decision?: 'accept' | 'edit' | 'reject';
  readonly by?: string;
  readonly words?: string;
}

export interface AttemptState {
  readonly number: number;
  readonly status: 'running' | 'waiting' | Verdict['status'];
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly repeats?: number;
  readonly stage?: Stage;
  readonly stageStartedAt?: number;
  /** Milliseconds spent in each stage that was entered. */
  readonly timings: Readonly<Partial<Record<Stage, number>>>;
  readonly prompt?: Digest;
  readonly reply?: { readonly digest: Digest; readonly finish: string; readonly model: string };
  readonly modelFailure?: { readonly category: FailureCategory; readonly message: string };
  /** The text as it stands: proposed, then repaired, then edited by a person. */
  readonly artifact?: ArtifactRef;
  readonly proposed?: Digest;
  readonly change?: Change;
  readonly edits: readonly { readonly rule: string; readonly reason: string }[];
  readonly review?: Review;
  readonly execution?: { readonly kind: 'build' | 'job'; readonly name: string; readonly adopted: boolean };
  readonly instructions: readonly Instruction[];
  /** How many instructions the build has, once one has finished. */
  readonly instructionTotal?: number;
  readonly exit?: Exit;
  readonly log?: { readonly lines: number; readonly bytes: number };
  readonly facts: Readonly<Record<string, string>>;
  readonly verdict?: Verdict;
  readonly spent?: boolean;
  readonly usage: Usage;
}

export interface StepState extends StepSummary {
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly reason?: string;
  readonly category?: FailureCategory;
  readonly outputs: Readonly<Record<string, string>>;
  readonly cachedFrom?: { readonly run: string; readonly step: string; readonly attempt: number };
  readonly attempts: readonly AttemptState[];
}

/** A run as its events tell it. Made only by `fold`. */
export interface RunState {
  readonly id: string;
  /** The last event folded in; events up to it are ignored when they come again. */
  readonly seq: number;
  readonly plan: Omit<PlanSummary, 'steps'>;
  readonly options: RunOptions;
  readonly status: 'running' | 'waiting' | 'interrupted' | 'succeeded' | 'failed' | 'cancelled';
  readonly reason?: string;
  readonly category?: FailureCategory;
  readonly createdAt: number;
  readonly finishedAt?: number;
  readonly steps: readonly StepState[];
  readonly files: readonly {
    readonly what: 'results' | 'outfile';
    readonly file: string;
    readonly error?: string;
  }[];
  readonly usage: Usage;
}
