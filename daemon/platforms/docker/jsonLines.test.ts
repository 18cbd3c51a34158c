import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonLines, NotJsonError } from './jsonLines.ts';

test('reads lines however the bytes are cut, characters of several bytes among them', () => {
  const values = [{ stream: 'größer → 日本\n' }, { aux: { ID: 'sha256:1' } }, { status: '🐳' }];
  const bytes = Buffer.from(values.map(value => JSON.stringify(value)).join('\r\n'));
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const lines = new JsonLines();
    const got: unknown[] = [];
    for (let at = 0; at < bytes.length; at += size) got.push(...lines.push(bytes.subarray(at, at + size)));
    assert.deepEqual([...got, ...lines.end()], values);
  }
});

test('tells what was sent instead of JSON', () => {
  const page = Buffer.from('<html><body>502 Bad Gateway</body></html>\n');
  assert.throws(() => new JsonLines().push(page), /502 Bad Gateway/u);
});

test('does not keep a line without an end', () => {
  const lines = new JsonLines();
  const part = Buffer.alloc(2 ** 20, 'a');
  assert.throws(() => {
    for (let count = 0; count < 10; count += 1) lines.push(part);
  }, NotJsonError);
});
