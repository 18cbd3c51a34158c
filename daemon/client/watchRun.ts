import type { RunEvent } from '../protocol/events.ts';
import type { DaemonConnection } from './daemonConnection.ts';

/**
 * Calls `onEvent` with every event of a run (or of all, when `run` is undefined) after `after`, in order, as long as
 * the connection lasts. Who connects anew goes on with the `seq` of the last event seen. The result ends it.
 */
export async function watchRun(
  connection: DaemonConnection,
  run: string | undefined,
  after: number,
  onEvent: (event: RunEvent) => void,
): Promise<() => Promise<void>> {
  let own: number | undefined;
  const off = connection.on('run/event', ({ subscription, event }) => {
    if (subscription === own) onEvent(event);
  });
  try {
    ({ subscription: own } = await connection.request('run/subscribe', {
      after,
      ...(run !== undefined && { run }),
    }));
  } catch (error) {
    off();
    throw error;
  }
  return async () => {
    off();
    if (own !== undefined) await connection.request('run/unsubscribe', { subscription: own });
  };
}
