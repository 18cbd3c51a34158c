import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { UserError } from '../protocol/userError.ts';

/** Room for the last words of many runs: each takes a few pages of the database. */
const BYTES = 512 * 1024;

/** A file that keeps some room on the disk, to be given up when the disk is full and something has to be said. */
export class DiskReserve {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Throws a `UserError` with code `storage` when there is no room for it. */
  keep(): void {
    if (statSync(this.#file, { throwIfNoEntry: false })?.size === BYTES) return;
    try {
      const descriptor = openSync(this.#file, 'w', 0o600);
      try {
        // Of nothing but zeros, some file systems keep no room for.
        const content = randomFillSync(Buffer.allocUnsafe(BYTES));
        for (let written = 0; written < BYTES; ) written += writeSync(descriptor, content, written);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      this.release();
      throw new UserError(
        'storage',
        `There is no room for another run: ${error instanceof Error ? error.message : String(error)}`,
        'Free some space, or set FRACTALE_HOME to a folder on another disk.',
      );
    }
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}
