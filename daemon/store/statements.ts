import type { DatabaseSync } from 'node:sqlite';

/** Every question that the store asks its database, prepared once. The tables are in schema.ts. */
export function statements(database: DatabaseSync) {
  return {
    meta: database.prepare('SELECT value FROM meta WHERE key = ?'),
    putMeta: database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)'),
    lastSeq: database.prepare('SELECT MAX(seq) AS seq FROM events'),
    insert: database.prepare('INSERT INTO events (at, run, type, body) VALUES (?, ?, ?, ?)'),
    events: database.prepare('SELECT seq, at, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?'),
    eventsOfRun: database.prepare(
      'SELECT seq, at, body FROM events WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    putText: database.prepare('INSERT OR IGNORE INTO texts (digest, text) VALUES (?, ?)'),
    text: database.prepare('SELECT text FROM texts WHERE digest = ?'),
    addRun: database.prepare('INSERT INTO runs (created, run, active) VALUES (?, ?, 1)'),
    run: database.prepare('SELECT snapshot FROM runs WHERE run = ?'),
    snapshot: database.prepare('UPDATE runs SET active = ?, snapshot = ? WHERE run = ?'),
    newest: database.prepare(
      'SELECT run, OCTET_LENGTH(snapshot) AS bytes FROM runs ORDER BY created DESC LIMIT ?',
    ),
    prefixed: database.prepare('SELECT run FROM runs WHERE run >= ? AND run < ? ORDER BY run LIMIT ?'),
    unfinished: database.prepare('SELECT run FROM runs WHERE active = 1 ORDER BY created'),
    cacheGet: database.prepare('SELECT run, step, attempt FROM cache WHERE key = ?'),
    cachePut: database.prepare('INSERT OR REPLACE INTO cache (key, run, step, attempt) VALUES (?, ?, ?, ?)'),
    version: database.prepare(
      `SELECT digest, "commit" FROM versions WHERE run = ? AND step = ? AND attempt <= ?
       ORDER BY attempt DESC LIMIT 1`,
    ),
    lastVersion: database.prepare('SELECT "commit" FROM versions ORDER BY rowid DESC LIMIT 1'),
    versionPut: database.prepare(
      'INSERT OR IGNORE INTO versions (run, step, attempt, digest, "commit") VALUES (?, ?, ?, ?, ?)',
    ),
    missing: database.prepare(
      `SELECT run, body ->> 'step' AS step, body ->> 'attempt' AS attempt FROM events
       WHERE type = 'attempt.finished' AND seq > ? AND NOT EXISTS (
         SELECT 1 FROM versions WHERE versions.run = events.run
           AND versions.step = body ->> 'step' AND versions.attempt = body ->> 'attempt')
       ORDER BY seq`,
    ),
  };
}
