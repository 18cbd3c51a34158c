import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareBuilds } from './buildOrder.ts';

test('builds are in one order: by version, preview before release, then by when they were made', () => {
  const builds = [
    'no build',
    '0.0.9+999',
    '0.1.0-alpha+5',
    '0.1.0-beta+1',
    '0.1.0',
    '0.1.0+1',
    '0.1.0+1700000000000',
    '0.1.0+1700000000001',
    '0.10.0+1',
    '1.0.0+0',
  ];
  for (const [i, a] of builds.entries())
    for (const [j, b] of builds.entries())
      assert.equal(Math.sign(compareBuilds(a, b)), Math.sign(i - j), `${a} and ${b}`);
});
