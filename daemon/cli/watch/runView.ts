import type { RunState } from '../../protocol/state.ts';
import type { RunListener } from './watchUntilEnd.ts';

/** A way to show a run while it is worked on. */
export interface RunView extends RunListener {
  /** Says something that is not an event of the run. */
  say(words: string): void;
  /** The run is being cancelled: says it once, and for as long as it takes. */
  cancelling(): void;
  /** Leaves the screen to somebody else, such as a prompt, until `resume`. */
  pause(): void;
  resume(): void;
  /** Shows how the run ended. */
  end(state: RunState): void;
  /** Gives the screen back, whatever happened. */
  close(): void;
}

export const CANCELLING = 'cancels the run and waits for it; Ctrl-C again leaves at once';
