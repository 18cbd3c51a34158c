import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { changeFingerprint, changeOf, unifiedDiff } from './change.ts';

const BEFORE = 'FROM debian\nRUN apt-get update && \\\n    apt-get install -y git\nRUN git clone https://x\n';
const AFTER = BEFORE.replace('-y git', '-y git ca-certificates');

test('a change is counted and shown by lines', () => {
  assert.deepEqual(changeOf(BEFORE, AFTER), { added: 1, removed: 1 });
  assert.deepEqual(changeOf('', 'a\nb\n'), { added: 2, removed: 0 });
  assert.deepEqual(changeOf('a', 'a'), { added: 0, removed: 0 });
  assert.equal(
    unifiedDiff(BEFORE, AFTER, { before: 'attempt 1', after: 'attempt 2' }),
    `--- attempt 1
+++ attempt 2
@@ -1,4 +1,4 @@
 FROM debian
 RUN apt-get update && \\
-    apt-get install -y git
+    apt-get install -y git ca-certificates
 RUN git clone https://x
`,
  );
  assert.equal(unifiedDiff('a\n', 'a\n', { before: 'x', after: 'y' }), '');
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

test('a patch applied to the text before gives the text after; texts without a shared line end too', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '', '-', '+x')).map(lines => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff(before, after, { before: 'x', after: 'y' });
      assert.equal(diff === '' ? before : applyPatch(before, diff), after);
    }),
  );
  const many = (word: string) => Array.from({ length: 6000 }, (_, i) => `${word}${i}`).join('\n');
  assert.deepEqual(changeOf(many('a'), many('b')), { added: 6000, removed: 6000 });
});
