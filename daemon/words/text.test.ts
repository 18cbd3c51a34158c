import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clean, cleanLine, displayWidth, fitted, logLine, wrap } from './text.ts';
import { dollars, duration, size } from './units.ts';

test('clean keeps what a text is made of, and nothing that acts', () => {
  assert.equal(clean('a\tb\r\nc\u001b[31md\u001b[0m\u0007\u0000e\u202ef'), 'a\tb\ncdef');
  assert.equal(logLine('10 %\r20 %\r100 %\r\n'), '100 %');
  assert.equal(cleanLine('a\tb\nc'), 'a    b c');
});

test('widths are those of a terminal', () => {
  assert.equal(displayWidth('añn\u0303'), 3);
  assert.equal(displayWidth('漢字'), 4);
  assert.equal(displayWidth('🚀'), 2);
  assert.equal(fitted('abcdef', 6), 'abcdef');
  assert.equal(fitted('abcdefg', 6), 'abcde…');
  assert.equal(displayWidth(fitted('漢字漢字', 6)), 5);
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three']);
  assert.deepEqual(wrap('x'.repeat(20), 8), ['x'.repeat(20)]);
});

test('units', () => {
  assert.deepEqual([0, 49, 999, 59_949, 59_950, 125_000, 3_600_000].map(duration), [
    '0.0 s',
    '0.0 s',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 5 s',
    '1 h 0 min',
  ]);
  assert.deepEqual([0, 0.0024, 0.000123, 0.12, 3.456].map(dollars), [
    '$0.00',
    '$0.0024',
    '$0.0001',
    '$0.12',
    '$3.46',
  ]);
  assert.deepEqual([0, 999, 1400, 3_000_000].map(size), ['0 B', '999 B', '1.4 KB', '3.0 MB']);
});
