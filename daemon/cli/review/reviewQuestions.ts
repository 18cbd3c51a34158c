import type { AttemptState, RunState, StepState } from '../../protocol/state.ts';
import type { Cli, Output } from '../cli.ts';
import type { DaemonLink } from '../daemonLink.ts';
import type { Paint } from '../render/paint.ts';
import { active } from '../render/words.ts';
import type { RunView } from '../watch/runView.ts';
import { reviewByPrompt } from './reviewByPrompt.ts';

export interface QuestionOptions {
  readonly output: Output;
  readonly paint: Paint;
  readonly interrupt: () => void;
  readonly daemon: () => DaemonLink;
}

/** Asks about each attempt that waits, once, and takes the question back when it is of no use any more. */
export class ReviewQuestions {
  readonly #cli: Cli;
  readonly #view: RunView;
  readonly #options: QuestionOptions;
  readonly #left = new Set<string>();
  #question: { readonly name: string; readonly controller: AbortController } | undefined;

  constructor(cli: Cli, view: RunView, options: QuestionOptions) {
    this.#cli = cli;
    this.#view = view;
    this.#options = options;
  }

  /** Asks, when an attempt waits that was not asked about. */
  open(state: RunState): void {
    const name = waiting(state);
    if (name === undefined || this.#question !== undefined || this.#left.has(name)) return;
    const doing = active(state);
    if (doing?.attempt === undefined) return;
    const question = { name, controller: new AbortController() };
    this.#question = question;
    this.#view.pause();
    this.#ask(question, state, doing.step, doing.attempt);
  }

  /** Takes the question back; with a state, only when that attempt waits no more. */
  close(state?: RunState): void {
    if (this.#question === undefined) return;
    if (state !== undefined && waiting(state) === this.#question.name) return;
    this.#question.controller.abort();
    this.#question = undefined;
    this.#view.resume();
  }

  async #ask(
    question: { readonly name: string; readonly controller: AbortController },
    state: RunState,
    step: StepState,
    attempt: AttemptState,
  ): Promise<void> {
    const { signal } = question.controller;
    try {
      await reviewByPrompt(this.#cli, this.#options.daemon(), state, step, attempt, {
        ...this.#options,
        signal,
      });
      // Left waiting, or answered by an answer that is on its way: not to be asked again.
      this.#left.add(question.name);
    } catch (error) {
      if (!signal.aborted) this.#left.add(question.name);
      // A question that was taken back fails by that, and needs no word.
      if (!signal.aborted) this.#view.say(error instanceof Error ? error.message : String(error));
    }
    if (this.#question === question) {
      this.#question = undefined;
      this.#view.resume();
    }
  }
}

/** The attempt that waits for a person, as `step/attempt`. */
function waiting(state: RunState): string | undefined {
  const doing = active(state);
  return doing?.attempt?.status === 'waiting' ? `${doing.step.id}/${doing.attempt.number}` : undefined;
}
