import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { distill } from '../../daemon/evidence/distill.ts';
import { EvidenceLines } from './evidenceLines.ts';
import { shownLine } from './logText.ts';

const BUILDS = new URL('../../test/fixtures/builds/', import.meta.url);

async function marked(lines: readonly string[]): Promise<{ key: string[]; all: string[] }> {
  const cause = await distill(lines, 'build');
  const evidence = new EvidenceLines({ cause: cause.text, summary: `a command failed: ${cause.error}` });
  const all = lines.map(shownLine).filter(line => evidence.of(line) !== undefined);
  return { key: all.filter(line => evidence.of(line) === 'key'), all };
}

test('in real logs, the lines that the cause was distilled from are found', async () => {
  const found: Record<string, string> = {};
  for (const name of readdirSync(BUILDS)
    .filter(name => name.endsWith('.txt'))
    .sort()) {
    const { key, all } = await marked(readFileSync(new URL(name, BUILDS), 'utf8').split('\n'));
    assert.ok(all.length < 25, `${name}: ${all.length} lines`);
    found[name] = (key[0] ?? all[0] ?? '').trim().slice(0, 60);
  }
  assert.deepEqual(found, {
    'missingApkPackage.txt': 'ERROR: unsatisfiable constraints:',
    'missingAptPackages.txt': 'Package python3-dev is not available, but is referred to by ',
    'missingSubmodule.txt': 'CMake Error at CMakeLists.txt:22 (message):',
    'oldSetuptools.txt': "ImportError: cannot import name 'Feature'",
    'wrongImportPath.txt': 'go get: warning: modules disabled by GO111MODULE=auto in GOP',
  });
});

test('BuildKit’s prefixes, cut lines and repeated lines are seen through', () => {
  const cause = [
    '[2/3] RUN make',
    'cc -c a.c',
    '[… 12 lines]',
    'a.c:1: error: `x` undeclared [and 7 alike]',
    `error: ${'y'.repeat(20)} … end of it`,
    'The command make returned a non-zero code: 2',
  ].join('\n');
  const evidence = new EvidenceLines({ cause, summary: 'the compiler failed: a.c:1: error: `x` undeclared' });
  assert.equal(evidence.of('#7 0.321 a.c:1: error: `x` undeclared'), 'key');
  assert.equal(evidence.of(`#7 0.400 error: ${'y'.repeat(90)} end of it`), 'error');
  assert.equal(evidence.of('#7 0.300 cc -c a.c'), undefined);
  assert.equal(evidence.of('#7 [2/3] RUN make'), undefined);
  assert.equal(evidence.of('The command make returned a non-zero code: 2'), undefined);
});

test('a cause without words of failure is marked as a whole', () => {
  const evidence = new EvidenceLines({
    cause: 'usage: tool [options]\n  --help',
    summary: 'it only printed its usage',
  });
  assert.equal(evidence.of('usage: tool [options]'), 'error');
});
