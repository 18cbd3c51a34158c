import type { Tokens } from '../protocol/events.ts';
import type { FailureCategory } from '../protocol/verdict.ts';

export interface ModelReply {
  readonly text: string;
  /** The provider's own finish reason, such as `STOP`. */
  readonly finish: string;
  readonly tokens: Tokens;
  readonly usd?: number;
  readonly ms: number;
}

/**
 * Why there is no usable reply. `reply.*` categories are the model's doing (and carry what text there was),
 * `model.*` and `infra.*` the provider's or the network's.
 */
export class ModelError extends Error {
  readonly category: FailureCategory;
  /** What a person can do about it. */
  readonly next: string | undefined;
  /** What was answered and billed all the same. */
  readonly partial: ModelReply | undefined;

  constructor(
    category: FailureCategory,
    message: string,
    options: { next?: string; partial?: ModelReply } = {},
  ) {
    super(message);
    this.name = 'ModelError';
    this.category = category;
    this.next = options.next;
    this.partial = options.partial;
  }
}

/** Where a question belongs; recordings are kept and played back by it. */
export interface AskContext {
  readonly step: string;
  /**
   * How many calls of this step of this run brought a reply before this one, usable or not (a `ModelError`
   * with `partial` counts), from 0. Counted from the run's events, so that it survives a restart of the daemon.
   */
  readonly ordinal: number;
  readonly signal: AbortSignal;
  /** Told before each wait of the retry policy. */
  onRetry(afterMs: number, reason: string): void;
}

/** A chat model behind Fractale's one retry policy. */
export interface Model {
  /** `provider/name`, as shown to people. */
  readonly name: string;
  /** Whether `usd` is known for its calls. */
  readonly priced: boolean;
  /** Rejects with `ModelError`, or with the signal's reason when cancelled. */
  ask(prompt: string, context: AskContext): Promise<ModelReply>;
}
