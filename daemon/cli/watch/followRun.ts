import type { RunState } from '../../protocol/state.ts';
import { UserError } from '../../protocol/userError.ts';
import { type Cli, note, type Output } from '../cli.ts';
import { type DaemonLink, isLost } from '../daemonLink.ts';
import { EXIT } from '../exitStatus.ts';
import type { Paint } from '../render/paint.ts';
import { ReviewQuestions } from '../review/reviewQuestions.ts';
import { JsonView } from './jsonView.ts';
import { PlainView } from './plainView.ts';
import type { RunView } from './runView.ts';
import { TerminalView } from './terminalView.ts';
import { watchUntilEnd } from './watchUntilEnd.ts';

export interface Following {
  readonly daemon: DaemonLink;
  readonly run: string;
  readonly from?: RunState;
  readonly json: boolean;
  /** Where progress goes: stderr when stdout is for the artifact. */
  readonly progress: 'stdout' | 'stderr';
  /** What Ctrl-C does: cancel the run (default), or only stop showing it. */
  readonly onInterrupt?: 'cancel' | 'leave';
}

/** Shows a run until it ends or Ctrl-C is pressed, and asks for reviews on a terminal. */
export async function followRun(cli: Cli, following: Following): Promise<RunState> {
  const output = following.progress === 'stdout' ? cli.stdout : cli.stderr;
  const paint = following.progress === 'stdout' ? cli.out : cli.err;
  const live = !following.json && output.isTTY === true && cli.env.TERM !== 'dumb';
  const view = makeView(cli, following, output, paint, live);
  let daemon = following.daemon;
  let current = following.from;
  let cancelled = false;

  const interrupt = () => {
    if (following.onInterrupt === 'leave') {
      reviews?.close();
      view.close();
      note(cli, `The run goes on. Watch it again with: fractale watch ${following.run}`);
      cli.exit(EXIT.succeeded);
      return;
    }
    if (cancelled) {
      view.close();
      cli.exit(EXIT.cancelled);
      return;
    }
    cancelled = true;
    reviews?.close();
    view.cancelling();
    cancel();
  };
  const cancel = () => {
    daemon.request('run/cancel', { run: following.run }).catch((error: unknown) => {
      // Without a connection, it is asked again once there is one.
      if (!isLost(error)) view.say(`it could not be cancelled: ${(error as Error).message}`);
    });
  };
  const reviews =
    live && cli.stdin.isTTY
      ? new ReviewQuestions(cli, view, { output, paint, interrupt, daemon: () => daemon })
      : undefined;
  const stopListening = cli.onInterrupt(interrupt);

  try {
    const state = await watchUntilEnd({
      run: following.run,
      ...(following.from && { from: following.from }),
      daemon,
      reconnect: () => reconnect(cli, following.run),
      listener: {
        event(event, state) {
          current = state;
          reviews?.close(state);
          view.event(event, state);
          if (!cancelled) reviews?.open(state);
        },
        connected(link) {
          if (link !== daemon) view.say('connected again');
          daemon = link;
          view.connected(link);
          if (cancelled) cancel();
          else if (current !== undefined) reviews?.open(current);
        },
        lost() {
          reviews?.close();
          view.lost();
        },
      },
    });
    view.end(state);
    return state;
  } finally {
    stopListening();
    reviews?.close();
    view.close();
  }
}

function makeView(cli: Cli, following: Following, output: Output, paint: Paint, live: boolean): RunView {
  if (following.json) return new JsonView(cli.stdout);
  return live ? new TerminalView(output, paint, cli.now, following.from) : new PlainView(output);
}

async function reconnect(cli: Cli, run: string): Promise<DaemonLink> {
  try {
    return await cli.connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'no-daemon',
      `The daemon is gone and does not come back: ${reason}`,
      `The run is kept. Go on with: fractale resume ${run}`,
    );
  }
}
