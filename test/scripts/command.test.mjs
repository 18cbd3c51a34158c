import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CommandError, runCommand } from '../../scripts/setup/command.mjs';
import { asLocked } from '../../scripts/setup/nodePackages.mjs';

const { signal } = new AbortController();

test('a command that fails says how, with its last lines', async () => {
  const script = 'for (let i = 1; i <= 40; i += 1) console.log("line", i); process.exit(7)';
  await assert.rejects(runCommand(process.execPath, ['-e', script], { signal }), error => {
    assert.ok(error instanceof CommandError);
    assert.match(error.message, /status 7\n {4}line 26\n/);
    return error.tail.at(-1) === 'line 40';
  });
  await assert.rejects(runCommand('no-such-command', [], { signal }), /no-such-command: .*ENOENT/);
});

test('stopping a command ends what it started too', { timeout: 60_000 }, async () => {
  const stop = new AbortController();
  const script =
    'require("node:child_process").spawn("sleep", ["600"], { stdio: "inherit" }); console.log("up")';
  const running = runCommand(process.execPath, ['-e', script], {
    signal: stop.signal,
    detail: () => stop.abort(),
  });
  // It settles only when the last holder of its output has ended, and that is the grandchild.
  await assert.rejects(running, { name: 'AbortError' });
});

test('a consumer that fails ends the command, and is the reason given', async () => {
  const consume = async stdout => {
    await once(stdout, 'data');
    throw new Error('the engine refused');
  };
  await assert.rejects(runCommand('yes', [], { signal, consume }), /the engine refused/);
});

test('packages are as locked only when npm installed every one of them at its version', async t => {
  const root = await mkdtemp(join(tmpdir(), 'fractale-lock-'));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'node_modules'));
  const write = (file, packages) => writeFile(join(root, file), JSON.stringify({ packages }));
  const installed = join('node_modules', '.package-lock.json');
  const locked = {
    '': { name: 'root' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/other-system': { version: '1.0.0', optional: true },
  };
  await write('package-lock.json', locked);
  assert.equal(asLocked(root), false);
  await write(installed, { 'node_modules/a': { version: '1.0.0' } });
  assert.equal(asLocked(root), true);
  await write(installed, { 'node_modules/a': { version: '1.0.1' } });
  assert.equal(asLocked(root), false);
  await write(installed, { 'node_modules/other-system': { version: '1.0.0' } });
  assert.equal(asLocked(root), false);
});
