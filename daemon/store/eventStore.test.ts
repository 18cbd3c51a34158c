import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { attempt, created, FAILED, SUCCEEDED, wholeRun } from '../../test/daemon/fixtures/sampleRun.ts';
import { temporaryHome } from '../../test/daemon/fixtures/temporaryHome.ts';
import { foldAll } from '../protocol/fold.ts';
import { UserError } from '../protocol/userError.ts';
import { digestOf } from './digestOf.ts';
import { EventStore } from './eventStore.ts';
import { openDatabase } from './sqlite.ts';

const ALL = { limit: 10_000 };

test('what was appended is there after the store was opened again, with the same states', t => {
  const home = temporaryHome(t);
  const first = EventStore.open(home);
  const appended = [
    ...first.append(wholeRun('done'), ['prompt', 'reply']),
    ...first.append([created('going'), ...attempt('going', 1, 'FROM a\n', FAILED)]),
  ];
  const states = ['done', 'going'].map(run => first.state(run));
  const id = first.id;
  first.close();

  const second = EventStore.open(home);
  t.after(() => second.close());
  assert.equal(second.id, id);
  assert.deepEqual(second.events(0, ALL), appended);
  assert.deepEqual(
    ['done', 'going'].map(run => second.state(run)),
    states,
  );
  assert.deepEqual(states[0], foldAll(appended.filter(({ run }) => run === 'done')));
  assert.equal(second.lastSeq(), appended.at(-1)?.seq);
  assert.equal(second.text(digestOf('reply')), 'reply');
  assert.deepEqual(second.unfinished(), ['going']);
  assert.deepEqual(
    second.list(10).map(({ id: run }) => run),
    ['going', 'done'],
  );
});

test('a run that goes on after its end has no stale state', t => {
  const home = temporaryHome(t);
  const store = EventStore.open(home);
  t.after(() => store.close());
  store.append([created('r'), { type: 'run.interrupted', run: 'r', reason: 'the daemon died' }]);
  assert.deepEqual(store.unfinished(), []);
  store.append([{ type: 'run.resumed', run: 'r', by: 'person' }]);
  assert.deepEqual(store.unfinished(), ['r']);
  store.append([
    { type: 'run.finished', run: 'r', status: 'cancelled', reason: 'cancelled' },
    { type: 'file.written', run: 'r', what: 'results', file: '/tmp/results.json' },
  ]);
  const state = store.state('r');
  assert.equal(state?.status, 'cancelled');
  assert.equal(state?.files.length, 1);
  assert.deepEqual(state, foldAll(store.events(0, { run: 'r', limit: 100 })));
});

test('an append that fails in the middle leaves nothing behind', t => {
  const store = EventStore.open(temporaryHome(t));
  t.after(() => store.close());
  assert.throws(() =>
    store.append([created('r'), { type: 'step.started', run: 'never', step: 's' }], ['lost']),
  );
  assert.deepEqual(store.events(0, ALL), []);
  assert.equal(store.text(digestOf('lost')), undefined);
  assert.equal(store.state('r'), undefined);
  assert.equal(store.append([created('r')])[0]?.seq, 1);
});

test('a full disk is told in words, and the store goes on when there is space again', t => {
  const database = openDatabase(temporaryHome(t).database);
  const store = new EventStore(database);
  t.after(() => store.close());
  const [first] = store.append([created('r')]);
  const { page_count } = { ...database.prepare('PRAGMA page_count').get() };
  database.exec(`PRAGMA max_page_count = ${Number(page_count) + 2}`);
  const big = 'x'.repeat(100_000);
  assert.throws(
    () => store.append([{ type: 'step.started', run: 'r', step: 'image' }], [big]),
    (error: unknown) =>
      error instanceof UserError && error.code === 'storage' && /disk is full/.test(error.message),
  );
  assert.deepEqual(store.events(0, ALL), [first]);
  assert.equal(store.state('r')?.seq, first?.seq);
  database.exec('PRAGMA max_page_count = 1000000');
  assert.equal(store.append([{ type: 'step.started', run: 'r', step: 'image' }], [big]).length, 1);
});

test('a store that a newer Fractale wrote is refused with what to do', t => {
  const home = temporaryHome(t);
  EventStore.open(home).close();
  const database = new DatabaseSync(home.database);
  database.exec('PRAGMA user_version = 99');
  database.close();
  assert.throws(
    () => EventStore.open(home),
    (error: unknown) => error instanceof UserError && error.code === 'storage' && error.next !== undefined,
  );
});

test('runs are found by id, by prefix and as the latest', t => {
  const store = EventStore.open(temporaryHome(t));
  t.after(() => store.close());
  const told = (name: string) => {
    try {
      return store.findRun(name);
    } catch (error) {
      return error instanceof UserError ? `${error.code}: ${error.message}` : 'thrown';
    }
  };
  assert.match(told('latest'), /^unknown-run/);
  for (const run of ['20260101-abcd', '20260101-abce', '20260102-ffff']) store.append([created(run)]);
  assert.equal(told('latest'), '20260102-ffff');
  assert.equal(told('20260101-abcd'), '20260101-abcd');
  assert.equal(told('20260102'), '20260102-ffff');
  assert.match(told('20260101-abc'), /unknown-run: .*20260101-abcd, 20260101-abce/);
  assert.match(told('%'), /^unknown-run: There is no run/);
  assert.match(told(''), /^unknown-run/);
});

test('a listener that throws keeps no other one from hearing', async t => {
  const store = EventStore.open(temporaryHome(t));
  t.after(() => store.close());
  const warned = new Promise<Error>(resolve => process.once('warning', resolve));
  const heard: number[] = [];
  store.onAppended(() => {
    throw new Error('a faulty listener');
  });
  const stop = store.onAppended(events => heard.push(events.length));
  store.append([created('r')]);
  stop();
  store.append([{ type: 'step.started', run: 'r', step: 'image' }]);
  assert.deepEqual(heard, [1]);
  assert.match((await warned).message, /a faulty listener/);
});

test('only finished attempts with an artifact and without a commit miss a version', t => {
  const store = EventStore.open(temporaryHome(t));
  t.after(() => store.close());
  store.append(wholeRun('r'));
  const of = { run: 'blocked', step: 'image', attempt: 1 };
  store.append([created('blocked'), { type: 'attempt.started', ...of }]);
  store.append([{ type: 'attempt.finished', ...of, verdict: FAILED, spent: true }]);
  store.append(attempt('blocked', 2, 'FROM b\n', SUCCEEDED).slice(0, -1));
  store.versionPut([{ run: 'r', step: 'image', attempt: 1, digest: digestOf('a'), commit: 'c' }]);
  assert.deepEqual(
    store.missingVersions(0).map(({ run, attempt: number }) => [run, number]),
    [['r', 2]],
  );
  assert.deepEqual(store.missingVersions(store.lastSeq()), []);
});
