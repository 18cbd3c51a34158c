import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { attach } from '../../daemon/client/attach.ts';
import { DaemonConnection } from '../../daemon/client/daemonConnection.ts';
import type { HelloParams } from '../../daemon/protocol/requests.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { DaemonHome } from './fixtures/daemonHome.ts';
import { framed, rawClient } from './fixtures/rawClient.ts';

const CLIENT = { kind: 'other', name: 'test', pid: process.pid } as const;

function hasCode(code: string, message?: RegExp) {
  return (error: unknown) =>
    error instanceof UserError && error.code === code && (message?.test(error.message) ?? true);
}

test('only the owner can read the record and reach the socket', async t => {
  const home = new DaemonHome(t);
  await home.connect();
  const mode = (path: string) => statSync(path).mode & 0o777;
  assert.equal(mode(home.home.record), 0o600);
  assert.equal(mode(home.home.database), 0o600);
  assert.equal(mode(dirname(home.record().socket)), 0o700);
});

test('a wrong token gets no more than that it is wrong', async t => {
  const home = new DaemonHome(t);
  const good = await home.connect();
  for (const token of ['', 'x', randomBytes(32).toString('hex')]) {
    const attempt = await attach({ ...home.record(), token }, { build: '0.0.1+1', client: CLIENT });
    assert.equal(attempt.kind, 'refused');
    if (attempt.kind !== 'refused') return;
    assert.ok(hasCode('unauthorized')(attempt.error));
    await new Promise<void>(resolve => attempt.connection.onClose(resolve));
  }
  assert.equal((await good.request('daemon/status', null)).clients.length, 1);
});

test('another protocol is refused by name, and may still end an idle daemon', async t => {
  const home = new DaemonHome(t);
  await home.connect();
  const { socket, token } = home.record();
  const hello = (min: number, max: number): HelloParams => ({
    protocol: { min, max },
    build: '0.0.1+1',
    token,
    client: CLIENT,
  });
  const newer = new DaemonConnection(await rawClient(socket));
  await assert.rejects(
    newer.request('hello', hello(2, 3)),
    hasCode('protocol-mismatch', /the daemon is older/),
  );
  await assert.rejects(newer.request('run/list', { limit: 1 }), hasCode('protocol-mismatch'));
  const older = new DaemonConnection(await rawClient(socket));
  await assert.rejects(
    older.request('hello', hello(0, 0)),
    hasCode('protocol-mismatch', /the client is older/),
  );
  older.close();
  const ended = new Promise<void>(resolve => newer.onClose(resolve));
  assert.deepEqual(await newer.request('daemon/stop', { force: false }), { stopping: true, runs: [] });
  await ended;
});

test('nothing is answered before hello, and a silent client is not waited for', async t => {
  const home = new DaemonHome(t);
  await home.connect();
  const { socket } = home.record();
  const silent = await rawClient(socket);
  const closed = new Promise(resolve => silent.once('close', resolve));
  for (const method of ['daemon/status', 'run/list', 'nothing/known'] as const) {
    const connection = new DaemonConnection(await rawClient(socket));
    const ended = new Promise<void>(resolve => connection.onClose(resolve));
    await assert.rejects(connection.request(method as 'daemon/status', null), hasCode('hello-first'));
    await ended;
  }
  await closed;
});

test('bytes that are no messages end their own connection and no other', async t => {
  const home = new DaemonHome(t);
  const good = await home.connect();
  const { socket, token } = home.record();
  const hello = framed({
    jsonrpc: '2.0',
    id: 1,
    method: 'hello',
    params: { protocol: { min: 1, max: 1 }, build: '0.0.1+1', token, client: CLIENT },
  });
  const garbage: readonly (string | Buffer)[] = [
    'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
    randomBytes(100_000),
    'Content-Length: 99999999999\r\n\r\n',
    'Content-Length: -5\r\n\r\n{}',
    `X-Header: ${'x'.repeat(10_000)}`,
    'Content-Length: 7\r\n\r\n{"json"',
    framed(null),
    framed([]),
    framed(5),
    framed({ jsonrpc: '2.0', method: '$/cancelRequest' }),
    framed({ jsonrpc: '2.0', id: {}, method: 'run/list' }),
  ];
  for (const bytes of garbage) {
    for (const before of ['', hello]) {
      const client = await rawClient(socket);
      const closed = new Promise(resolve => client.once('close', resolve));
      client.resume().write(before);
      client.write(bytes);
      await closed;
    }
  }
  assert.equal((await good.request('daemon/status', null)).clients.length, 1);
});

test('parameters are checked, and the answer names the field', async t => {
  const home = new DaemonHome(t);
  const connection = await home.connect();
  const asked = (method: string, params: unknown) =>
    connection.request(method as 'run/get', params as { run: string });
  const wrong: readonly (readonly [method: string, params: unknown, field: RegExp])[] = [
    ['run/get', {}, /^run\/get\.run must be a text$/],
    ['run/get', null, /^run\/get must be an object$/],
    ['run/list', { limit: 'x' }, /run\/list\.limit/],
    [
      'run/start',
      { text: '', options: { cwd: 'relative' } },
      /run\/start\.options\.cwd must be an absolute path/,
    ],
    [
      'run/start',
      { text: '', options: { cwd: '/', environment: { A: 1 } } },
      /environment\.A must be a text/,
    ],
    ['log/read', { run: 'r', step: 's', attempt: 1.5, from: 1, limit: 1 }, /log\/read\.attempt/],
    [
      'review/answer',
      { run: 'r', step: 's', attempt: 1, decision: 'maybe', by: 'x' },
      /accept, edit, reject/,
    ],
  ];
  for (const [method, params, message] of wrong)
    await assert.rejects(asked(method, params), hasCode('invalid-params', message));
  await assert.rejects(asked('nothing/known', {}), hasCode('unknown-method'));
  await assert.rejects(asked('__proto__', {}), hasCode('unknown-method'));
});
