import type { RunEvent } from '../../protocol/events.ts';
import type { RunState } from '../../protocol/state.ts';
import type { Output } from '../cli.ts';
import type { DaemonLink } from '../daemonLink.ts';
import { liveLines, type Passing, passing } from '../render/liveLines.ts';
import { LiveRegion } from '../render/liveRegion.ts';
import type { Paint } from '../render/paint.ts';
import { runEnd } from '../render/runEnd.ts';
import { TerminalLines } from '../render/terminalLines.ts';
import { LogTail } from './logTail.ts';
import { CANCELLING, type RunView } from './runView.ts';

/** Progress on a terminal: what is done stays, what goes on is redrawn below it. */
export class TerminalView implements RunView {
  readonly #paint: Paint;
  readonly #region: LiveRegion;
  readonly #lines: TerminalLines;
  readonly #tail: LogTail;
  #state: RunState | undefined;
  #passing: Passing = {};
  #notice: string | undefined;

  constructor(output: Output, paint: Paint, now: () => number, from?: RunState) {
    this.#paint = paint;
    this.#state = from;
    this.#lines = new TerminalLines(paint);
    this.#region = new LiveRegion(output, columns => {
      if (this.#state === undefined) return [];
      const view = { now: now(), columns, ...(this.#notice !== undefined && { notice: this.#notice }) };
      return liveLines(this.#state, this.#passing, view, paint);
    });
    this.#tail = new LogTail(log => {
      this.#passing = { ...this.#passing, log };
    });
    this.#region.start();
  }

  event(event: RunEvent, state: RunState): void {
    this.#state = state;
    this.#passing = passing(this.#passing, event);
    this.#tail.event(event);
    this.#region.print(this.#lines.lines(event, state, this.#region.columns));
  }

  connected(daemon: DaemonLink): void {
    this.#tail.connected(daemon);
  }

  lost(): void {
    this.say('the connection to the daemon was lost: connects again');
  }

  say(words: string): void {
    this.#region.print([this.#paint.warn(words)]);
  }

  cancelling(): void {
    this.say(CANCELLING);
    this.#notice = CANCELLING;
  }

  pause(): void {
    this.#region.stop();
  }

  resume(): void {
    this.#region.start();
  }

  end(state: RunState): void {
    this.#region.stop();
    this.#region.print(['', ...runEnd(state, this.#paint, this.#region.columns)]);
  }

  close(): void {
    this.#tail.close();
    this.#region.stop();
  }
}
