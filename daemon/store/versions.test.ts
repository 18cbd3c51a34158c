import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { attempt, created, FAILED, SUCCEEDED, wholeRun } from '../../test/daemon/fixtures/sampleRun.ts';
import { temporaryHome } from '../../test/daemon/fixtures/temporaryHome.ts';
import type { Home } from '../discovery/home.ts';
import { EventStore } from './eventStore.ts';
import { type Version, Versions } from './versions.ts';

function opened(t: TestContext): { home: Home; store: EventStore } {
  const home = temporaryHome(t);
  const store = EventStore.open(home);
  t.after(() => store.close());
  return { home, store };
}

function git(home: Home, ...command: string[]): string {
  return execFileSync('git', ['-C', home.versions, ...command], { encoding: 'utf8' }).trim();
}

function version(number: number, text: string): Version {
  const verdict = number === 1 ? FAILED : SUCCEEDED;
  return { run: 'r', step: 'image', attempt: number, name: 'Dockerfile', text, verdict };
}

const unexpected = (message: string): never => assert.fail(message);

test('each attempt is a commit that says whose it is', async t => {
  const { home, store } = opened(t);
  const versions = new Versions(home, store, unexpected);
  const odd = 'FROM "debian"\n\ndata 5\ndone\n# é€ \\\n';
  versions.record(version(1, 'FROM a\n'));
  versions.record(version(2, odd));
  await versions.idle();
  versions.record(version(3, odd));
  await versions.idle();

  assert.equal(git(home, 'rev-list', '--count', 'main'), '2');
  assert.equal(git(home, 'show', 'main:r/image/Dockerfile'), odd.trim());
  assert.equal(git(home, 'show', 'main~1:r/image/Dockerfile'), 'FROM a');
  const trailers = git(home, 'log', '-1', '--format=%(trailers:only)').split('\n').slice(0, 4);
  assert.deepEqual(trailers, ['Run: r', 'Step: image', 'Attempt: 2', 'Verdict: succeeded']);
  assert.equal(store.version(version(2, odd))?.commit, git(home, 'rev-parse', 'main'));
  assert.equal(store.version(version(3, odd))?.commit, git(home, 'rev-parse', 'main'));
  assert.equal(git(home, 'fsck', '--strict'), '');
});

test('what a killed daemon had not committed is committed at the next start, and once', async t => {
  const { home, store } = opened(t);
  const texts = ['FROM debian\n# r\n', 'FROM debian:bookworm\n# r\n'];
  store.append(wholeRun('r'), texts);
  // Git had done its part for the first attempt, and the store had not.
  const other = opened(t);
  const killed = new Versions({ ...other.home, versions: home.versions }, other.store, unexpected);
  killed.record(version(1, texts[0] ?? ''));
  await killed.idle();

  for (let start = 0; start < 2; start += 1) {
    await new Versions(home, store, unexpected).catchUp();
    assert.equal(git(home, 'rev-list', '--count', 'main'), '2');
    assert.equal(git(home, 'show', 'main:r/image/Dockerfile'), texts[1]?.trim());
    assert.deepEqual(store.missingVersions(0), []);
  }
});

test('locks that a killed git left are no obstacle', async t => {
  const { home, store } = opened(t);
  const first = new Versions(home, store, unexpected);
  first.record(version(1, 'FROM a\n'));
  await first.idle();
  for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock'])
    writeFileSync(join(home.versions, lock), '');
  const second = new Versions(home, store, unexpected);
  second.record(version(2, 'FROM b\n'));
  await second.idle();
  assert.equal(git(home, 'rev-list', '--count', 'main'), '2');
});

test('neither the configuration nor the hooks of the user take part', async t => {
  const { home, store } = opened(t);
  const user = join(home.root, 'user');
  const hooks = join(user, 'hooks');
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, 'reference-transaction'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  writeFileSync(
    join(user, '.gitconfig'),
    `[core]\n hooksPath = ${hooks}\n[commit]\n gpgSign = true\n[user]\n name = Somebody\n`,
  );
  const { HOME, GIT_DIR } = process.env;
  process.env.HOME = user;
  process.env.GIT_DIR = user;
  t.after(() => {
    process.env.HOME = HOME;
    if (GIT_DIR === undefined) delete process.env.GIT_DIR;
  });
  const versions = new Versions(home, store, unexpected);
  versions.record(version(1, 'FROM a\n'));
  await versions.idle();
  delete process.env.GIT_DIR;
  assert.equal(git(home, 'log', '--format=%an %cn', 'main'), 'Fractale Fractale');
});

test('without git there is one warning, and the commits are made when git is there', async t => {
  const { home, store } = opened(t);
  store.append(
    [created('r'), ...attempt('r', 1, 'FROM a\n', FAILED), ...attempt('r', 2, 'FROM b\n', SUCCEEDED)],
    ['FROM a\n', 'FROM b\n'],
  );
  const { PATH } = process.env;
  process.env.PATH = join(home.root, 'nothing-here');
  t.after(() => {
    process.env.PATH = PATH;
  });
  const warnings: string[] = [];
  const without = new Versions(home, store, message => warnings.push(message));
  await without.catchUp();
  without.record(version(2, 'FROM b\n'));
  await without.idle();
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /git is not installed/);

  process.env.PATH = PATH;
  await new Versions(home, store, unexpected).catchUp();
  assert.equal(git(home, 'rev-list', '--count', 'main'), '2');
});
