import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const BUSY = 5;
/** How long a look at the lock by somebody else may keep its new owner waiting. */
const PATIENCE_MS = 300;

/** The exit status of a daemon that found another one at work in its home. */
export const LOST_LOCK = 3;

/** Ownership of a home. The operating system takes it back when the process ends, however it ends. */
export interface InstanceLock {
  release(): void;
}

/**
 * Takes the home's lock, or says that another process has it. It is an exclusive transaction of SQLite that never
 * ends: a lock of the operating system on every platform, without a file that could be stale.
 * On POSIX systems such a lock is lost when its process closes the file anywhere, so nothing else may open it.
 */
export function acquireLock(file: string): InstanceLock | undefined {
  return lockedDatabase(file, PATIENCE_MS);
}

/** Whether some process has the lock now. */
export function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  const lock = lockedDatabase(file, 0);
  lock?.release();
  return lock === undefined;
}

function lockedDatabase(file: string, timeout: number): InstanceLock | undefined {
  const database = new DatabaseSync(file, { timeout });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
