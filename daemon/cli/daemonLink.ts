import type { DaemonConnection } from '../client/daemonConnection.ts';
import { UserError } from '../protocol/userError.ts';

/** What the commands need of a connection to the daemon. */
export type DaemonLink = Pick<DaemonConnection, 'request' | 'on' | 'onClose' | 'close'>;

/** Whether a request failed because the connection was lost: over another one it may succeed. */
export function isLost(error: unknown): boolean {
  return error instanceof UserError && error.code === 'no-daemon';
}
