import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeFingerprint, changeOf } from './change.ts';

const BEFORE = 'FROM debian\nRUN apt-get update && \\\n    apt-get install -y git\nRUN git clone https://x\n';
const AFTER = BEFORE.replace('-y git', '-y git ca-certificates');

test('a change is counted by lines', () => {
  assert.deepEqual(changeOf(BEFORE, AFTER), { added: 1, removed: 1 });
  assert.deepEqual(changeOf('', 'a\nb\n'), { added: 2, removed: 0 });
  assert.deepEqual(changeOf('a', 'a'), { added: 0, removed: 0 });
});

test('the same change has one name, whatever the spacing, remarks and place', () => {
  const name = changeFingerprint(BEFORE, AFTER);
  const remarked = AFTER.replace('FROM debian', '# certificates for git\nFROM debian').replace(
    '    apt',
    '  apt',
  );
  assert.equal(changeFingerprint(BEFORE, remarked.replace('  apt-get install', '    apt-get install')), name);
  const moved = (text: string) => `FROM ubuntu\n${text.slice('FROM debian\n'.length)}`;
  assert.equal(changeFingerprint(moved(BEFORE), moved(AFTER)), name);
  assert.notEqual(changeFingerprint(BEFORE, AFTER.replace('ca-certificates', 'curl')), name);
  assert.notEqual(changeFingerprint(AFTER, BEFORE), name);
});

test('texts that share nothing are compared at once, however long they are', () => {
  const many = (word: string) => Array.from({ length: 6000 }, (_, i) => `${word}${i}`).join('\n');
  assert.deepEqual(changeOf(many('a'), many('b')), { added: 6000, removed: 6000 });
});
