import type { RunEvent } from '../../protocol/events.ts';
import type { Output } from '../cli.ts';
import type { RunView } from './runView.ts';

/** Every event as JSON, one a line, and nothing else. */
export class JsonView implements RunView {
  readonly #output: Output;
  #end: RunEvent | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  event(event: RunEvent): void {
    if (event.type === 'run.finished') this.#end = event;
    else this.#write(event);
  }

  connected(): void {}
  lost(): void {}
  say(): void {}
  cancelling(): void {}
  pause(): void {}
  resume(): void {}

  /** `run.finished` is the last line, whatever is written after it. */
  end(): void {
    if (this.#end !== undefined) this.#write(this.#end);
  }

  close(): void {}

  #write(event: RunEvent): void {
    this.#output.write(`${JSON.stringify(event)}\n`);
  }
}
