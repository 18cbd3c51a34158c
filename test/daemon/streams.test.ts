import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { watchRun } from '../../daemon/client/watchRun.ts';
import type { RunEvent } from '../../daemon/protocol/events.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { DaemonHome } from './fixtures/daemonHome.ts';
import { framed, rawClient } from './fixtures/rawClient.ts';
import { until } from './fixtures/until.ts';

const MEGABYTE = 1024 * 1024;
const EVENTS = 100_000;
const LINES = 100_000;

function start(text: object) {
  return { text: JSON.stringify(text), options: { cwd: '/' } };
}

test('a stalled client costs the daemon no memory and another client nothing', async t => {
  const home = new DaemonHome(t);
  const watching = await home.connect();
  const { socket, token } = home.record();

  const stalled = await rawClient(socket);
  const client = { kind: 'other', name: 'stalled', pid: 1 };
  const hello = { protocol: { min: 1, max: 1 }, build: '0.0.1+1', token, client };
  stalled.write(framed({ jsonrpc: '2.0', id: 1, method: 'hello', params: hello }));
  await once(stalled, 'data');
  stalled.pause();
  // Asked for over and over, and never taken.
  for (let id = 2; id < 12; id += 1)
    stalled.write(framed({ jsonrpc: '2.0', id, method: 'run/subscribe', params: { after: 0 } }));
  const attempt = { step: 'image', attempt: 1 };

  const seen: RunEvent[] = [];
  const { run } = await watching.request('run/start', start({ events: EVENTS, lines: LINES, end: true }));
  stalled.write(framed({ jsonrpc: '2.0', id: 50, method: 'log/follow', params: { run, ...attempt } }));
  const sizes: number[] = [];
  watching.on('log/grown', ({ total }) => sizes.push(total));
  await watching.request('log/follow', { run, ...attempt });
  const { memory: before } = await watching.request('daemon/status', null);
  let most = 0;
  const finished = new Promise<void>(resolve => {
    void watchRun(watching, run, 0, event => {
      seen.push(event);
      if (seen.length % 10_000 === 0)
        void watching.request('daemon/status', null).then(({ memory }) => {
          most = Math.max(most, memory.rss);
        });
      if (event.type === 'run.finished') resolve();
    });
  });
  await finished;
  await until(() => sizes.at(-1) === LINES);
  for (let id = 100; id < 2_000; id += 1)
    stalled.write(
      framed({ jsonrpc: '2.0', id, method: 'log/read', params: { run, ...attempt, from: 1, limit: 2000 } }),
    );
  for (let from = 1; from < 100; from += 1)
    await watching.request('log/read', { run, ...attempt, from, limit: 2000 });
  const { memory: after, clients } = await watching.request('daemon/status', null);

  assert.ok(clients.some(({ name }) => name === 'stalled'));
  assert.equal(seen.length, EVENTS + 4);
  assert.ok(seen.every(({ seq }, index) => index === 0 || seq === (seen[index - 1]?.seq ?? 0) + 1));
  // What the stalled client was owed is some 400 MB.
  const grown = Math.max(most, after.rss) - before.rss;
  assert.ok(grown < 80 * MEGABYTE, `${Math.round(grown / MEGABYTE)} MB more`);
  const range = await watching.request('log/read', { run, ...attempt, from: LINES, limit: 10 });
  assert.deepEqual(range, { from: LINES, lines: [`line ${LINES} ${'y'.repeat(100)}`], total: LINES });
  stalled.destroy();
});

test('a client that goes away in the middle of its events leaves the daemon well', async t => {
  const home = new DaemonHome(t);
  const staying = await home.connect();
  const { run } = await staying.request('run/start', start({ events: 20_000, end: true }));
  for (let count = 0; count < 5; count += 1) {
    const leaving = await home.connect();
    await new Promise<void>(resolve => {
      void watchRun(leaving, run, 0, () => resolve());
    });
    leaving.close();
  }
  let last = 0;
  await new Promise<void>(resolve => {
    void watchRun(staying, undefined, 0, event => {
      assert.equal(event.seq, last + 1);
      last = event.seq;
      if (event.type === 'run.finished') resolve();
    });
  });
  await until(async () => (await staying.request('daemon/status', null)).clients.length === 1);
});

test('who comes back goes on after the last event that it saw, across a restart of the daemon', async t => {
  const home = new DaemonHome(t);
  let connection = await home.connect();
  const { run } = await connection.request('run/start', start({ events: 50_000 }));
  const seen: number[] = [];
  const some = new Promise<void>(resolve => {
    void watchRun(connection, run, 0, ({ seq }) => {
      seen.push(seq);
      if (seen.length === 1_000) resolve();
    });
  });
  await some;
  const closed = new Promise<void>(resolve => connection.onClose(resolve));
  process.kill(home.record().pid, 'SIGKILL');
  await closed;
  connection = await home.connect();
  const { seq: end } = await connection.request('run/get', { run });
  await watchRun(connection, run, seen.at(-1) ?? 0, ({ seq }) => seen.push(seq));
  await until(() => seen.at(-1) === end);
  assert.deepEqual(
    seen,
    Array.from({ length: end }, (_, index) => index + 1),
  );
});

test('a subscription that was ended sends no more', async t => {
  const home = new DaemonHome(t);
  const connection = await home.connect();
  const seen: number[] = [];
  const stop = await watchRun(connection, undefined, 0, ({ seq }) => seen.push(seq));
  await stop();
  const other: number[] = [];
  await watchRun(connection, undefined, 0, ({ seq }) => other.push(seq));
  await connection.request('run/start', start({}));
  await until(() => other.length === 3);
  assert.deepEqual(seen, []);
});

test('errors reach the client as they were meant, and defects go to the log', async t => {
  const home = new DaemonHome(t);
  const connection = await home.connect({ credentials: { geminiApiKey: 'not-a-real-key-0123456789' } });
  const thrown = async (asked: Promise<unknown>): Promise<UserError> => {
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError);
    return error;
  };
  const meant = await thrown(connection.request('run/cancel', { run: 'not-a-real-key-0123456789' }));
  assert.equal(meant.code, 'not-waiting');
  assert.equal(meant.next, 'Do something else.');
  const defect = await thrown(connection.request('run/resume', { run: 'r' }));
  assert.equal(defect.code, 'internal');
  assert.doesNotMatch(defect.message, /\bat .*:\d+:\d+/);
  const log = readFileSync(home.home.daemonLog, 'utf8');
  assert.match(log, /error run\/resume failed: Error: a defect \| at /);
  assert.ok(!log.includes('not-a-real-key'));
  for (const [code, asked] of [
    ['unknown-run', connection.request('run/get', { run: 'nope' })],
    ['unknown-run', connection.request('run/get', { run: 'latest' })],
    ['unknown-run', connection.request('run/subscribe', { run: 'nope', after: 0 })],
    ['unknown-text', connection.request('text/read', { digest: 'nope' })],
    ['unknown-run', connection.request('log/read', { run: '..', step: 's', attempt: 1, from: 1, limit: 1 })],
  ] as const)
    assert.equal((await thrown(asked)).code, code);
  const { run } = await connection.request('run/start', start({}));
  const unknown = { run, step: 'image', attempt: 9 };
  assert.equal((await thrown(connection.request('log/follow', unknown))).code, 'unknown-attempt');
  const known = { run, step: 'image', attempt: 1 };
  assert.deepEqual(await connection.request('log/follow', known), { total: 0 });
});
