import type { RunEvent } from '../../protocol/events.ts';
import type { RunState } from '../../protocol/state.ts';
import type { Output } from '../cli.ts';
import { plainLines } from '../render/plainLines.ts';
import { runEnd } from '../render/runEnd.ts';
import { CANCELLING, type RunView } from './runView.ts';

/** Progress in a pipe: a line an event that matters, without control characters. */
export class PlainView implements RunView {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  event(event: RunEvent, state: RunState): void {
    this.#write(plainLines(event, state));
  }

  connected(): void {}

  lost(): void {
    this.say('the connection to the daemon was lost: connects again');
  }

  say(words: string): void {
    this.#write([words]);
  }

  cancelling(): void {
    this.say(CANCELLING);
  }

  pause(): void {}
  resume(): void {}

  end(state: RunState): void {
    this.#write(runEnd(state));
  }

  close(): void {}

  #write(lines: readonly string[]): void {
    for (const line of lines) this.#output.write(`${line}\n`);
  }
}
