import { setTimeout as wait } from 'node:timers/promises';
import type { Home } from '../discovery/home.ts';
import { isLocked } from '../discovery/lock.ts';
import { processStart } from '../discovery/processStart.ts';
import { readRecord } from '../discovery/record.ts';
import { UserError } from '../protocol/userError.ts';

const PATIENCE_MS = 3_000;
const LOOK_MS = 50;

/**
 * Ends a daemon that does not answer: politely first, then by force. A process is signalled only when the home's
 * lock is held and the process is the very one that wrote the record; a pid alone proves nothing.
 * False when no daemon runs. Rejects with a `UserError` when it cannot be told which process the daemon is.
 */
export async function endDaemonProcess(home: Home): Promise<boolean> {
  if (!isLocked(home.lock)) return false;
  // A daemon that is just starting or ending has the lock and no record.
  if (await comesTrue(() => !isLocked(home.lock) || daemonPid(home) !== undefined)) {
    for (const signals of [['SIGCONT', 'SIGTERM'], ['SIGKILL']] as const) {
      for (const signal of signals) send(daemonPid(home), signal);
      if (await comesTrue(() => !isLocked(home.lock))) return true;
    }
  }
  throw new UserError(
    'no-daemon',
    daemonPid(home) === undefined
      ? `A daemon owns ${home.root}, and ${home.record} does not tell which process it is`
      : `The daemon of ${home.root}, process ${daemonPid(home)}, cannot be ended`,
    `Find the process that has ${home.lock} open, for example with \`fuser\`, and end it.`,
  );
}

/** The process that wrote the record, if it still runs. */
function daemonPid(home: Home): number | undefined {
  const record = readRecord(home.record);
  const start = record && processStart(record.pid);
  return start !== undefined && start.id === record?.processStart ? record.pid : undefined;
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself in the meantime; the lock tells.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function comesTrue(condition: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    if (condition()) return true;
    await wait(LOOK_MS);
  }
  return condition();
}
