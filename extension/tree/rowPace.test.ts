import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowPace } from './rowPace.ts';

test('rows are drawn at once, and while they go on changing again and again, each with a pause before it', t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const drawn: { at: number; rows: string[] | undefined }[] = [];
  const pace = new RowPace<string>(rows => drawn.push({ at: Date.now(), rows }));
  while (Date.now() < 1_000) {
    pace.changed([`row ${Math.floor(Date.now() / 100)}`]);
    t.mock.timers.tick(10);
  }
  assert.equal(drawn[0]?.at, 0);
  const pauses = drawn.slice(1).map(({ at }, index) => at - (drawn[index]?.at ?? 0));
  assert.ok(pauses.length >= 4, `drawn ${drawn.length} times in a second`);
  assert.ok(Math.min(...pauses) > 200, `pauses of ${pauses.join(', ')} ms`);
  assert.deepEqual(drawn[1]?.rows, ['row 0', 'row 1', 'row 2']);

  pace.changed(['row']);
  pace.changed();
  t.mock.timers.tick(1_000);
  assert.deepEqual(drawn.at(-1)?.rows, undefined);
  const before = drawn.length;
  t.mock.timers.tick(1_000);
  assert.equal(drawn.length, before, 'nothing is drawn when nothing has changed');
});
