import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changesOf } from './changes.ts';
import { hunksOf, linesOf, merged, sameLines } from './hunks.ts';
import { type LineEdit, lineEdit, lineEdits } from './lineEdit.ts';

// Few different lines, so that they repeat and a difference can be told in more than one way.
const line = fc.constantFrom('', 'a', 'b', 'RUN x', 'é😀', '  a', '\t');
const lines = fc.array(line, { minLength: 1, maxLength: 14 });
const eol = fc.constantFrom('\n', '\r\n');
const subset = fc.array(fc.boolean(), { minLength: 32, maxLength: 32 });

/** Makes the edits as an editor does: all of them of the text as it was, those of one place in their order. */
function edited(text: string, edits: readonly LineEdit[], lineEnd: string): string {
  const starts = [0];
  for (const of of linesOf(text)) starts.push((starts.at(-1) ?? 0) + of.length + lineEnd.length);
  const offset = (at: LineEdit['start']) => (starts[at.line] ?? 0) + at.character;
  const last = edits.toReversed().sort((a, b) => offset(b.start) - offset(a.start));
  return last.reduce(
    (of, edit) => of.slice(0, offset(edit.start)) + edit.text + of.slice(offset(edit.end)),
    text,
  );
}

test('all hunks taken are the right text, none the left, and any others the same from both sides', () => {
  fc.assert(
    fc.property(lines, lines, subset, (left, right, take) => {
      const hunks = hunksOf(left, right);
      assert.deepEqual(
        merged(left, hunks, () => true),
        right,
      );
      assert.deepEqual(
        merged(left, hunks, () => false),
        left,
      );
      const taken = new Set(hunks.filter((_, index) => take[index]));
      const turned = hunks.map(hunk => ({
        ...hunk,
        left: hunk.right,
        right: hunk.left,
        removed: hunk.added,
        added: hunk.removed,
        of: hunk,
      }));
      const fromRight = merged(right, turned, hunk => !taken.has((hunk as (typeof turned)[number]).of));
      assert.deepEqual(
        merged(left, hunks, hunk => taken.has(hunk)),
        fromRight,
      );
    }),
  );
});

test('edits by lines lead from one text to the other, byte for byte', () => {
  fc.assert(
    fc.property(lines, lines, eol, (before, after, lineEnd) => {
      const made = edited(before.join(lineEnd), lineEdits(before, after, lineEnd), lineEnd);
      assert.equal(made, after.join(lineEnd));
    }),
  );
});

test('deciding about a hunk and undoing it in any order leaves each hunk where the decisions say', () => {
  fc.assert(
    fc.property(lines, lines, eol, fc.array(fc.nat(31), { maxLength: 12 }), (left, right, lineEnd, steps) => {
      const hunks = hunksOf(left, right);
      let text: string[] = right;
      let decisions = { accepted: [], rejected: [] } as ReturnType<typeof changesOf>['decisions'];
      for (const step of steps) {
        const { list } = changesOf(left, hunks, decisions, text);
        const change = list[step % Math.max(list.length, 1)];
        if (change === undefined) break;
        const { hunk } = change;
        const rejects = change.kind !== 'rejected';
        const others = decisions.rejected.filter(other => other !== hunk);
        decisions = { accepted: [], rejected: rejects ? [...others, hunk] : others };
        const edit = { left: change.line, removed: change.lines, added: rejects ? hunk.removed : hunk.added };
        text = linesOf(edited(text.join(lineEnd), [lineEdit(text, edit, lineEnd)], lineEnd));
        const after = changesOf(left, hunks, decisions, text);
        assert.equal(after.edited, false);
        assert.equal(after.kept, hunks.length - decisions.rejected.length);
        assert.ok(
          sameLines(
            text,
            merged(left, hunks, of => !decisions.rejected.includes(of)),
          ),
        );
      }
    }),
  );
});

test("what a person types is an edit of its own, and an editor's undo takes a decision back", () => {
  const left = ['FROM debian', 'RUN a', 'WORKDIR /x', 'RUN b', ''];
  const right = ['FROM debian', 'RUN a2', 'WORKDIR /x', 'RUN b2', ''];
  const hunks = hunksOf(left, right);
  const [first, second] = hunks;
  assert.ok(first && second);
  const kinds = (decisions: { accepted: typeof hunks; rejected: typeof hunks }, text: readonly string[]) =>
    changesOf(left, hunks, decisions, text).list.map(({ kind, line }) => `${kind} ${line}`);

  assert.deepEqual(kinds({ accepted: [first], rejected: [] }, right), ['accepted 1', 'open 3']);
  const typed = ['# mine', ...right];
  assert.deepEqual(kinds({ accepted: [], rejected: [] }, typed), ['edited 0', 'open 2', 'open 4']);
  const inside = right.with(1, 'RUN a3');
  assert.deepEqual(kinds({ accepted: [first], rejected: [] }, inside), ['edited 1', 'open 3']);

  // Rejected by its lens, then Ctrl+Z: the text has it again.
  const undone = changesOf(left, hunks, { accepted: [], rejected: [second] }, right);
  assert.deepEqual([undone.kept, undone.edited, undone.decisions.rejected], [2, false, []]);
  // The revert arrow of the diff editor.
  const reverted = changesOf(left, hunks, { accepted: [second], rejected: [] }, right.with(3, 'RUN b'));
  assert.deepEqual([reverted.kept, reverted.decisions], [1, { accepted: [], rejected: [second] }]);
});
