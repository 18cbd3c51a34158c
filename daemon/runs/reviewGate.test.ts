import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReviewGate } from './reviewGate.ts';
import { Stop } from './stop.ts';

const name = { run: 'r', step: 's', attempt: 1 };
const accept = { ...name, decision: 'accept', by: 'a person' } as const;

test('the answer is committed before it is acknowledged, and a second one finds nothing waiting', async () => {
  const gate = new ReviewGate();
  const committed: string[] = [];
  const waiting = gate.wait(name, undefined, new AbortController().signal, answer =>
    committed.push(answer.by),
  );
  gate.answer(accept);
  assert.deepEqual(committed, ['a person']);
  assert.equal((await waiting)?.decision, 'accept');
  assert.throws(() => gate.answer(accept), { code: 'not-waiting' });
});

test('an answer that cannot be committed is not acknowledged, and the review goes on waiting', async () => {
  const gate = new ReviewGate();
  let full = true;
  const waiting = gate.wait(name, undefined, new AbortController().signal, () => {
    if (full) throw new Error('disk full');
  });
  assert.throws(() => gate.answer(accept), /disk full/u);
  full = false;
  gate.answer(accept);
  assert.equal((await waiting)?.decision, 'accept');
});

test('a deadline that passed and a cancel both end the waiting', async () => {
  const gate = new ReviewGate();
  assert.equal(await gate.wait(name, Date.now() - 1, new AbortController().signal, () => {}), undefined);
  const abort = new AbortController();
  const waiting = gate.wait(name, undefined, abort.signal, () => {});
  abort.abort(new Stop('cancel', 'cancelled'));
  await assert.rejects(waiting, { kind: 'cancel' });
  assert.throws(() => gate.answer(accept), { code: 'not-waiting' });
});
