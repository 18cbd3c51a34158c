import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isLocked } from '../../daemon/discovery/lock.ts';
import { DaemonHome } from './fixtures/daemonHome.ts';
import { until } from './fixtures/until.ts';

const RACERS = 8;
const ROUNDS = 3;

interface Racer {
  readonly child: ChildProcess;
  readonly lines: Interface;
}

function racer(): Racer {
  const program = fileURLToPath(new URL('fixtures/racer.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('a racer has no output');
  return { child, lines: createInterface({ input: child.stdout }) };
}

test('eight clients that race to start a daemon get one, on a fresh home and after a kill', async t => {
  const racers = Array.from({ length: RACERS }, racer);
  t.after(async () => {
    const ends = racers.map(({ child }) => once(child, 'exit'));
    for (const { child } of racers) child.stdin?.end();
    await Promise.all(ends);
  });
  const race = async (home: DaemonHome): Promise<number> => {
    const answers = racers.map(({ lines }) => once(lines, 'line'));
    for (const { child } of racers) child.stdin?.write(`${home.home.root}\n`);
    const pids = new Set<number>();
    for (const [line] of await Promise.all(answers)) {
      const answer: { pid: number; error?: string } = JSON.parse(line);
      assert.equal(answer.error, undefined);
      pids.add(answer.pid);
    }
    assert.equal(pids.size, 1, `clients of ${[...pids].join(' and ')}`);
    const status = await (await home.connect()).request('daemon/status', null);
    assert.equal(status.clients.filter(({ name }) => name === 'racer').length, RACERS);
    return status.pid;
  };

  for (let round = 1; round <= ROUNDS; round += 1) {
    const home = new DaemonHome(t);
    const first = await race(home);
    assert.deepEqual(home.owners(), [first]);

    await home.settled();
    const stale = home.record();
    process.kill(first, 'SIGKILL');
    await until(() => !isLocked(home.home.lock));
    assert.ok(existsSync(stale.socket), 'the killed daemon left its socket');
    const second = await race(home);
    assert.deepEqual(home.owners(), [first, second]);
  }
});
