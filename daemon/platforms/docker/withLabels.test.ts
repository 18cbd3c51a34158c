import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildRequest } from '../platform.ts';
import { withLabels } from './withLabels.ts';

function labelled(dockerfile: string, run = 'r1'): ReturnType<typeof withLabels> {
  const owner = { home: 'h', run, step: 's', attempt: 1 };
  const rest = { image: 'i', platforms: [], push: false, load: false, limitMs: 1 };
  return withLabels({ owner, dockerfile, ...rest } satisfies BuildRequest);
}

test('the labels are one instruction at the end', () => {
  const { dockerfile, query } = labelled('FROM debian\nRUN true');
  assert.match(dockerfile, /^FROM debian\nRUN true\nLABEL dev\.fractale\.home=h .*attempt=1\n$/u);
  assert.deepEqual(query, {});
});

test('a text that would swallow the line, and a value that needs quoting, leave it to the engine', () => {
  for (const text of ['FROM debian\nRUN a && \\', 'FROM debian\nRUN a \\\n# end', '']) {
    assert.equal(labelled(text).dockerfile, text);
    assert.match(labelled(text).query.labels ?? '', /dev\.fractale\.run/u);
  }
  assert.match(labelled('FROM debian', 'a "b" $c').query.labels ?? '', /\$c/u);
});
