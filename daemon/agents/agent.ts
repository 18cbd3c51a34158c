import type { Inputs } from '../plan/input.ts';
import type { ExecutionIo, ExecutionResult, Owner, Platform, PlatformFacts } from '../platforms/platform.ts';
import type { Exit } from '../protocol/events.ts';
import type { FailureCategory } from '../protocol/verdict.ts';

/** Checked values of a step's inputs, defaults filled in. */
export type Values = Readonly<Record<string, string | boolean | number | readonly string[]>>;

/** What an agent may know of its step. Everything is data; nothing in it can act. */
export interface AgentStep {
  readonly owner: Owner;
  readonly values: Values;
  readonly goal?: string;
  readonly target: PlatformFacts;
}

/** The agent's parts of a prompt; the loop adds details, the previous artifact and evidence. */
export interface PromptParts {
  readonly persona: string;
  readonly context: readonly string[];
  readonly task: string;
  readonly rules: readonly string[];
  /** Texts that the model needs to see as data, such as the image's Dockerfile. */
  readonly attachments?: readonly { readonly name: string; readonly text: string }[];
}

/** A deterministic repair: what was wrong, by which rule, and the text after it. */
export interface Edit {
  readonly rule: string;
  readonly reason: string;
  readonly text: string;
}

export interface Preflight {
  readonly edits: readonly Edit[];
  /** Set when the text must not be executed: why, in words the model can act on. */
  readonly refused?: { readonly category: FailureCategory; readonly cause: string };
}

/**
 * How one kind of step is worked. The attempt loop owns retries, storage, review, limits and the verdict;
 * an agent owns none of them and keeps no state.
 */
export interface Agent {
  readonly name: string;
  readonly description: string;
  readonly inputs: Inputs;
  /** File name of its artifact, and the language an editor shows it in. */
  readonly artifact: { readonly name: string; readonly language: string };
  readonly kind: 'build' | 'job';

  prompt(step: AgentStep): PromptParts;
  /** Said instead of the task once there is a previous artifact and its failure. */
  repairTask(step: AgentStep): string;
  preflight(text: string, step: AgentStep): Preflight;
  /** The name under which the engine will know the execution; the same for the same attempt. */
  executionName(step: AgentStep): string;
  execute(text: string, step: AgentStep, platform: Platform, io: ExecutionIo): Promise<ExecutionResult>;
  /** Goes on with an execution that outlived the daemon; undefined when it is not there any more. */
  adopt(
    text: string,
    step: AgentStep,
    platform: Platform,
    io: ExecutionIo,
  ): Promise<ExecutionResult | undefined>;
  /** Why the command that ran does not count as running the application, if it does not. */
  degenerate?(text: string, step: AgentStep): string | undefined;
  /** What later steps see, under the original's context names. */
  outputs(
    text: string,
    step: AgentStep,
    result: { exit: Exit; facts: Readonly<Record<string, string>> },
  ): Readonly<Record<string, string>>;
}
