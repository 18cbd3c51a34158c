import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../protocol/userError.ts';
import { isLocked } from '../server/lock.ts';
import { processStart } from '../server/processStart.ts';
import { readRecord } from '../server/record.ts';
import type { Home } from '../store/home.ts';

const POLITE_MS = 3_000;
const FORCED_MS = 2_000;
const LOOK_MS = 50;

/**
 * Ends a daemon that does not answer: politely first, then by force. A process is signalled only when the home's
 * lock is held and the process is the very one that wrote the record; a pid alone proves nothing.
 * False when no daemon runs. Rejects with a `UserError` when it cannot be told which process the daemon is.
 */
export async function endDaemonProcess(home: Home): Promise<boolean> {
  if (!isLocked(home.lock)) return false;
  for (const [signals, patience] of [
    [['SIGCONT', 'SIGTERM'], POLITE_MS],
    [['SIGKILL'], FORCED_MS],
  ] as const) {
    const record = readRecord(home.record);
    const start = record && processStart(record.pid);
    if (record === undefined || start === undefined || start.id !== record.processStart) {
      if (!isLocked(home.lock)) return true;
      throw new UserError(
        'no-daemon',
        `A daemon holds ${home.lock}, and its record does not tell which process it is`,
        'Find the process that has the file open, for example with `lsof`, and end it.',
      );
    }
    for (const signal of signals) send(record.pid, signal);
    for (let waited = 0; waited < patience; waited += LOOK_MS) {
      if (!isLocked(home.lock)) return true;
      await wait(LOOK_MS);
    }
  }
  throw new UserError(
    'no-daemon',
    `The daemon of ${home.root} cannot be ended`,
    `Its log: ${home.daemonLog}`,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself in the meantime; the lock tells.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
