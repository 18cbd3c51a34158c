import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { DaemonHome } from './fixtures/daemonHome.ts';

test('a daemon whose socket and record were tidied away is found again, by old and by new clients', async t => {
  const home = new DaemonHome(t);
  const before = await home.connect();
  const { pid, socket } = await before.request('daemon/status', null);
  rmSync(socket);
  rmSync(home.home.record);
  const after = await home.connect();
  assert.equal((await after.request('daemon/status', null)).pid, pid);
  assert.equal((await before.request('daemon/status', null)).pid, pid);
  before.close();
  after.close();
});
