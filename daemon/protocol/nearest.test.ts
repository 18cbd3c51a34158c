import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';

test('names the word that was meant, and none when nothing is close', () => {
  const flags = ['details', 'environment', 'outfile', 'max_attempts', 'id', 'on_interrupt'];
  assert.equal(nearest('detials', flags), 'details');
  assert.equal(nearest('Enviroment', flags), 'environment');
  assert.equal(nearest('max-attempts', flags), 'max_attempts');
  assert.equal(nearest('idd', flags), 'id');
  assert.equal(nearest('zebra', flags), undefined);
  assert.equal(nearest('', flags), undefined);
  assert.equal(nearest('x'.repeat(100_000), flags), undefined);
});
