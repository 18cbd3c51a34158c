import type { RunEvent } from '../../protocol/events.ts';
import { fold } from '../../protocol/fold.ts';
import type { RunState } from '../../protocol/state.ts';
import { UserError } from '../../protocol/userError.ts';
import { type DaemonLink, isLost } from '../daemonLink.ts';

export interface RunListener {
  /** Each event once, in order, with the state after it. */
  event(event: RunEvent, state: RunState): void;
  /** At the start and after each reconnection. */
  connected(daemon: DaemonLink): void;
  lost(): void;
}

export interface WatchOptions {
  readonly run: string;
  /** What is known already: events up to it are not told again. */
  readonly from?: RunState;
  readonly daemon: DaemonLink;
  readonly reconnect: () => Promise<DaemonLink>;
  readonly listener: RunListener;
}

const RECONNECTIONS = 5;
/** How long an ended run is given to say where it wrote its results. */
const RESULTS_MS = 2000;

/**
 * Follows a run until it ends or is interrupted, over lost connections: it subscribes again with the last
 * sequence number it saw. Rejects when the daemon cannot be reached again, or does not know the run.
 * Closes the connection at the end.
 */
export async function watchUntilEnd(options: WatchOptions): Promise<RunState> {
  const { listener, run } = options;
  let state = options.from;
  let daemon = options.daemon;
  let reconnections = 0;

  for (;;) {
    listener.connected(daemon);
    const before = state?.seq ?? 0;
    const attached = await attach(daemon, run, state, listener);
    state = attached.state;
    if (attached.ended && state !== undefined) return state;
    // Nothing more is to come; and when somebody stopped the daemon, bringing it back is for that person.
    if (state?.finishedAt !== undefined || state?.status === 'interrupted') return state;
    listener.lost();
    if ((state?.seq ?? 0) > before) reconnections = 0;
    reconnections += 1;
    if (reconnections > RECONNECTIONS) {
      throw new UserError(
        'no-daemon',
        `The connection to the daemon was lost ${RECONNECTIONS} times without progress`,
        `Look at the run with: fractale show ${run}\nLook at the daemon with: fractale daemon status`,
      );
    }
    daemon = await options.reconnect();
  }
}

/** Follows the run over one connection, until the run ends or the connection does. */
async function attach(
  daemon: DaemonLink,
  run: string,
  from: RunState | undefined,
  listener: RunListener,
): Promise<{ ended: boolean; state: RunState | undefined }> {
  let state = from;
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  let grace: NodeJS.Timeout | undefined;
  daemon.onClose(() => resolve(false));
  const fail = (error: unknown) => (isLost(error) ? resolve(false) : reject(error));

  const off = daemon.on('run/event', ({ event }) => {
    if (event.run !== run || (state !== undefined && event.seq <= state.seq)) return;
    const next = fold(state, event);
    if (next === undefined) return;
    state = next;
    listener.event(event, next);
    if (next.finishedAt !== undefined) {
      if (resultsAreTold(next)) resolve(true);
      else grace ??= setTimeout(resolve, RESULTS_MS, true);
    }
    // A daemon that restarts may write this and go on at once: only its own word says that nothing goes on.
    if (event.type === 'run.interrupted') {
      daemon.request('run/get', { run }).then(now => {
        if (now.status === 'interrupted') resolve(true);
      }, fail);
    }
  });
  try {
    daemon.request('run/subscribe', { run, after: from?.seq ?? 0 }).catch(fail);
    return { ended: await promise, state };
  } finally {
    clearTimeout(grace);
    off();
    daemon.close();
  }
}

function resultsAreTold(state: RunState): boolean {
  return state.options.results === undefined || state.files.some(({ what }) => what === 'results');
}
