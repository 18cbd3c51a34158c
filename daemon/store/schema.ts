import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { UserError } from '../protocol/userError.ts';
import { inTransaction, numberOf } from './sqlite.ts';

const VERSION = 1;

/**
 * Raised when `fold` or `RunState` changes what a snapshot would hold: older ones are then made anew.
 * Events are never rewritten.
 */
const SNAPSHOTS = 1;

// `runs.created` is the `seq` of `run.created`, so the newest run is the last row.
// `runs.snapshot` is a cache of the fold, kept while nothing works on the run.
const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  run TEXT NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_run ON events (run, seq);
CREATE INDEX attempts_finished ON events (seq) WHERE type = 'attempt.finished';
CREATE TABLE texts (digest TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE runs (
  created INTEGER PRIMARY KEY,
  run TEXT NOT NULL UNIQUE,
  active INTEGER NOT NULL,
  snapshot TEXT
) STRICT;
CREATE INDEX active_runs ON runs (created) WHERE active = 1;
CREATE TABLE cache (
  key TEXT PRIMARY KEY,
  run TEXT NOT NULL,
  step TEXT NOT NULL,
  attempt INTEGER NOT NULL
) STRICT;
CREATE TABLE versions (
  run TEXT NOT NULL,
  step TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  digest TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  PRIMARY KEY (run, step, attempt)
) STRICT;
`;

/** Makes the tables of a new store, and refuses one that a newer Fractale wrote. */
export function prepareSchema(database: DatabaseSync): void {
  const version = numberOf(database.prepare('PRAGMA user_version').get(), 'user_version') ?? 0;
  if (version > VERSION) {
    throw new UserError(
      'storage',
      `${database.location()} was written by a newer Fractale (format ${version}; this one reads up to ${VERSION})`,
      'Update Fractale, or set FRACTALE_HOME to another folder.',
    );
  }
  inTransaction(database, () => {
    if (version === 0) database.exec(TABLES);
    database.exec(`PRAGMA user_version = ${VERSION}`);
    const keep = database.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)');
    keep.run('home', randomUUID());
    keep.run('snapshots', String(SNAPSHOTS));
    const renewed = database
      .prepare("UPDATE meta SET value = ?1 WHERE key = 'snapshots' AND value <> ?1")
      .run(String(SNAPSHOTS));
    if (renewed.changes !== 0) database.exec('UPDATE runs SET snapshot = NULL');
  });
}
