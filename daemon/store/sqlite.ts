import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { UserError } from '../protocol/userError.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

// Primary result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code.
const UNUSABLE: Readonly<Record<number, string>> = {
  8: 'it is read-only',
  10: 'reading or writing the disk failed',
  11: 'the file is damaged',
  13: 'the disk is full',
  14: 'the file cannot be opened',
  26: 'the file is not a database',
};

/** Opens a database for one process that must not lose what it committed: WAL, and fsync on every commit. */
export function openDatabase(file: string): DatabaseSync {
  return explained(file, () => {
    closeSync(openSync(file, 'a', 0o600));
    const database = new DatabaseSync(file, { timeout: 5000 });
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY');
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

/** All of `work` or nothing of it; committed to the disk when this returns. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  return explained(database.location() ?? 'the store', () => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      // Some failures, a full disk among them, make SQLite roll back by itself.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  });
}

export function textOf(row: Row | undefined, column: string): string | undefined {
  const value = row?.[column];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(row: Row | undefined, column: string): number | undefined {
  const value = row?.[column];
  return typeof value === 'number' ? value : undefined;
}

/** Turns what a person has to mend on the machine into a `UserError`; any other error passes unchanged. */
function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw new UserError(
      'storage',
      `${file} cannot be used: ${reason}; nothing of the last change was kept`,
      'Free some space or mend the folder; FRACTALE_HOME names another one.',
    );
  }
}

function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return UNUSABLE[error.errcode & 0xff];
  if ('syscall' in error) return error.message;
  return undefined;
}
