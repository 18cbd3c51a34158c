import type { ArtifactRef, NewEvent } from '../protocol/events.ts';
import type { RunState, StepState } from '../protocol/state.ts';
import { digestOf } from '../store/digestOf.ts';
import type { EventStore } from '../store/eventStore.ts';
import type { Redactor } from '../store/redactor.ts';

type WithoutRun<T> = T extends unknown ? Omit<T, 'run'> : never;
export type RunEventBody = WithoutRun<NewEvent>;

/**
 * The one way that working a run leaves a trace: every append is committed, free of secrets, before it
 * returns, and `state` is the fold of what was appended.
 */
export class Recorder {
  readonly run: string;
  readonly #store: EventStore;
  readonly #redactor: Redactor;

  constructor(run: string, store: EventStore, redactor: Redactor) {
    this.run = run;
    this.#store = store;
    this.#redactor = redactor;
  }

  get state(): RunState {
    const state = this.#store.state(this.run);
    if (state === undefined) throw new Error(`run ${this.run} has no events`);
    return state;
  }

  step(id: string): StepState {
    const step = this.state.steps.find(step => step.id === id);
    if (step === undefined) throw new Error(`run ${this.run} has no step ${id}`);
    return step;
  }

  append(event: RunEventBody, texts: readonly string[] = []): void {
    this.appendAll([event], texts);
  }

  /** All of them or none: no crash can come between. */
  appendAll(events: readonly RunEventBody[], texts: readonly string[] = []): void {
    this.#store.append(
      events.map(event => ({ ...this.#redactor.value(event), run: this.run })),
      texts.map(text => this.#redactor.text(text)),
    );
  }

  /** A last word, for which there is room on a full disk too. */
  appendLast(event: RunEventBody): void {
    this.#store.appendLast({ ...this.#redactor.value(event), run: this.run });
  }

  /** The digest under which `append(…, [text])` keeps a text. */
  digest(text: string): string {
    return digestOf(this.#redactor.text(text));
  }

  artifact(name: string, text: string): ArtifactRef {
    return {
      name,
      digest: this.digest(text),
      lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
      bytes: Buffer.byteLength(text),
    };
  }

  text(digest: string): string {
    const text = this.#store.text(digest);
    if (text === undefined) throw new Error(`text ${digest} is not in the store`);
    return text;
  }
}
