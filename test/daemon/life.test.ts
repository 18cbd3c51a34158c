import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from '../../daemon/client/connect.ts';
import { endDaemonProcess } from '../../daemon/client/daemonProcess.ts';
import { isLocked } from '../../daemon/discovery/lock.ts';
import { processStart } from '../../daemon/discovery/processStart.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { EventStore } from '../../daemon/store/eventStore.ts';
import { DaemonHome } from './fixtures/daemonHome.ts';
import { until } from './fixtures/until.ts';

const LINUX = process.platform === 'linux';
const NEWER = '0.0.1+2';
const OLDER = '0.0.1+0';

function start(text: object) {
  return { text: JSON.stringify(text), options: { cwd: '/' } };
}

test('after a kill the next client gets a new daemon, with every event of the old one', async t => {
  const home = new DaemonHome(t);
  const before = await home.connect();
  const { run } = await before.request('run/start', start({ events: 500 }));
  const { pid } = home.record();
  const lost = new Promise<void>(resolve => before.onClose(resolve));
  process.kill(pid, 'SIGKILL');
  await lost;
  await assert.rejects(
    before.request('run/list', { limit: 1 }),
    (error: unknown) => error instanceof UserError && error.code === 'no-daemon',
  );
  const after = await home.connect();
  assert.notEqual(home.record().pid, pid);
  assert.equal((await after.request('run/get', { run })).id, run);
  assert.equal((await after.request('daemon/status', null)).runs.length, 0);
});

test('a client without a way to start a daemon is told that none runs', async t => {
  const home = new DaemonHome(t);
  const { start: _start, ...options } = home.options();
  assert.equal(await connect(options), undefined);
  await home.connect();
  const attached = await connect(options);
  assert.ok(attached);
  const ended = new Promise<void>(resolve => attached.onClose(resolve));
  await attached.request('daemon/stop', { force: true });
  await ended;
  assert.equal(await connect(options), undefined);
});

test('a process that got the pid of a dead daemon is left alone', { skip: !LINUX }, async t => {
  const home = new DaemonHome(t);
  const sleeper = spawn('sleep', ['1000'], { stdio: 'ignore' });
  t.after(() => sleeper.kill());
  await once(sleeper, 'spawn');
  await home.connect();
  const record = home.record();
  writeFileSync(home.home.record, JSON.stringify({ ...record, pid: sleeper.pid }));
  await assert.rejects(
    endDaemonProcess(home.home),
    (error: unknown) => error instanceof UserError && error.code === 'no-daemon',
  );
  process.kill(record.pid, 'SIGKILL');
  await until(() => !isLocked(home.home.lock));
  assert.equal(await endDaemonProcess(home.home), false);
  const connection = await home.connect();
  assert.notEqual((await connection.request('daemon/status', null)).pid, sleeper.pid);
  assert.equal(sleeper.exitCode, null);
  assert.equal(sleeper.signalCode, null);
  assert.ok(processStart(sleeper.pid ?? 0));
});

test('a suspended daemon is told apart and can be ended', { skip: !LINUX }, async t => {
  const home = new DaemonHome(t);
  (await home.connect()).close();
  const { pid } = home.record();
  process.kill(pid, 'SIGSTOP');
  await assert.rejects(home.connect(), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, new RegExp(`process ${pid}, is suspended`));
    assert.match(error.next ?? '', /kill -CONT/);
    return true;
  });
  assert.equal(await endDaemonProcess(home.home), true);
  await until(() => processStart(pid) === undefined);
  await home.connect();
  assert.notEqual(home.record().pid, pid);
});

test('a daemon that cannot start is explained by the end of its log', async t => {
  const home = new DaemonHome(t, { TEST_FAILS: 'the reason of the test' });
  await assert.rejects(home.connect(), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.code, 'no-daemon');
    assert.match(error.message, /ended with status 1[\s\S]*the reason of the test/);
    return true;
  });
  const { start: command, ...options } = home.options();
  await assert.rejects(
    connect({ ...options, start: { ...command, command: '/nonexistent/node' } }),
    /could not be started: .*ENOENT/,
  );
});

test('a home that cannot be used is named', async t => {
  const home = new DaemonHome(t);
  const file = join(home.home.root, 'file');
  writeFileSync(file, '');
  const env = { ...home.env, FRACTALE_HOME: join(file, 'home') };
  await assert.rejects(
    home.connect({ env }),
    (error: unknown) =>
      error instanceof UserError && error.code === 'storage' && error.message.includes(file),
  );
});

test('a newer client takes the place of an idle daemon; no client that of a newer or busy one', async t => {
  const home = new DaemonHome(t);
  const changed = (build: string) => ({
    build,
    start: { ...home.command, env: { ...home.env, TEST_BUILD: build } },
  });
  const first = await home.connect();
  const { pid } = home.record();
  const told = new Promise<string>(resolve => first.on('daemon/stopping', ({ reason }) => resolve(reason)));

  await home.connect(changed(OLDER));
  assert.equal(home.record().pid, pid);

  const replacing = await home.connect(changed(NEWER));
  assert.match(await told, /asked by test/);
  const second = home.record();
  assert.notEqual(second.pid, pid);
  assert.equal(second.build, NEWER);

  await home.connect();
  assert.equal(home.record().pid, second.pid);

  const { run } = await replacing.request('run/start', start({}));
  const busy = await home.connect(changed('0.0.2+0'));
  assert.equal(home.record().pid, second.pid);
  assert.deepEqual(await busy.request('daemon/stop', { force: false }), { stopping: false, runs: [run] });

  const ended = new Promise<void>(resolve => busy.onClose(resolve));
  assert.deepEqual(await busy.request('daemon/stop', { force: true }), { stopping: true, runs: [run] });
  await ended;
  await until(() => !isLocked(home.home.lock));
  assert.ok(!existsSync(home.home.record));
  const store = EventStore.open(home.home);
  t.after(() => store.close());
  assert.equal(store.state(run)?.status, 'interrupted');
});

test('a signal ends the daemon cleanly', async t => {
  const home = new DaemonHome(t);
  const connection = await home.connect();
  const told = new Promise<string>(resolve =>
    connection.on('daemon/stopping', ({ reason }) => resolve(reason)),
  );
  const closed = new Promise<void>(resolve => connection.onClose(resolve));
  const { socket, pid } = home.record();
  process.kill(pid, 'SIGTERM');
  assert.equal(await told, 'SIGTERM');
  await closed;
  await until(() => !isLocked(home.home.lock));
  assert.deepEqual([existsSync(home.home.record), existsSync(socket)], [false, false]);
});

test('an idle daemon ends by itself, and not while a run is worked on', async t => {
  const home = new DaemonHome(t, { TEST_IDLE_MS: '150' });
  const connection = await home.connect();
  const { run } = await connection.request('run/start', start({ events: 20_000, end: true }));
  connection.close();
  await until(() => !isLocked(home.home.lock));
  const store = EventStore.open(home.home);
  t.after(() => store.close());
  assert.equal(store.state(run)?.status, 'succeeded');
  assert.match(readFileSync(home.home.daemonLog, 'utf8'), /stopping: nobody needs the daemon/);
});

test('no secret of the first client is in the environment of the daemon', { skip: !LINUX }, async t => {
  const secret = 'not-a-real-key-0123456789';
  const home = new DaemonHome(t, { GEMINI_API_KEY: secret, NPM_TOKEN: secret, VSCODE_PID: '1' });
  await home.connect();
  const environment = readFileSync(`/proc/${home.record().pid}/environ`, 'utf8');
  assert.ok(environment.includes('FRACTALE_HOME='));
  assert.ok(!environment.includes(secret) && !environment.includes('VSCODE_PID'));
});
