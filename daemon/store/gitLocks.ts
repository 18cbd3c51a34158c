import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 2_000;
const LOOK_MS = 100;

/**
 * Removes the lock files that a killed git left in a bare repository. A git that still runs ends within the
 * patience, since the daemon that fed it is dead. Only the owner of the home may call this, before its first git.
 */
export async function removeStaleLocks(repository: string): Promise<void> {
  let locks = locksIn(repository);
  for (let waited = 0; waited < PATIENCE_MS && locks.length > 0; waited += LOOK_MS) {
    await wait(LOOK_MS);
    locks = locksIn(repository);
  }
  for (const lock of locks) rmSync(lock, { force: true });
}

function locksIn(repository: string): string[] {
  return [repository, join(repository, 'refs', 'heads')]
    .filter(folder => existsSync(folder))
    .flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
    .filter(file => file.endsWith('.lock'));
}
