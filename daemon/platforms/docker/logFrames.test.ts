import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BrokenFrameError, LogFrames } from './logFrames.ts';

function frame(text: string | Uint8Array, stream = 1, stamp = '2026-11-20T08:00:00.000000000Z'): Buffer {
  const content = Buffer.concat([Buffer.from(`${stamp} `), Buffer.from(text)]);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

function* pieces(stream: Buffer, cuts: readonly number[]): Generator<Buffer> {
  let at = 0;
  for (const cut of [...cuts, stream.length]) {
    yield stream.subarray(at, at + cut);
    at += cut;
  }
}

/** Frames as an engine makes them: few stamps, so that several frames share one. */
const logs = fc.array(
  fc.record({
    text: fc.uint8Array({ maxLength: 30 }),
    stream: fc.integer({ min: 1, max: 2 }),
    step: fc.nat({ max: 2 }),
  }),
  { maxLength: 40 },
);

function stamped(log: readonly { text: Uint8Array; stream: number; step: number }[]): Buffer[] {
  let time = 0;
  return log.map(({ text, stream, step }) => {
    time += step;
    return frame(text, stream, `t${time}`);
  });
}

test('gives back what was framed, wherever the stream is cut', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.nat({ max: 20 })), (log, cuts) => {
      const frames = new LogFrames();
      const got = [...pieces(Buffer.concat(stamped(log)), cuts)].map(piece => frames.push(piece));
      assert.deepEqual(Buffer.concat(got), Buffer.concat(log.map(({ text }) => text)));
      assert.equal(frames.frames, log.length);
    }),
  );
});

test('goes on after any frame, in any end of the log that is not uncertain', () => {
  fc.assert(
    fc.property(logs, fc.nat(), fc.nat(), fc.array(fc.nat({ max: 20 })), (log, seen, start, cuts) => {
      const all = stamped(log);
      const known = Math.min(seen, log.length);
      const first = new LogFrames();
      for (const one of all.slice(0, known)) first.push(one);
      const from = Math.min(start, known);
      const frames = new LogFrames(first.mark);
      const got = [...pieces(Buffer.concat(all.slice(from)), cuts)].map(piece => frames.push(piece));
      if (from > 0 && (frames.uncertain || from === known)) return;
      assert.ok(frames.passed);
      assert.deepEqual(Buffer.concat(got), Buffer.concat(log.slice(known).map(({ text }) => text)));
    }),
  );
});

test('takes a large chunk of 1-byte frames', () => {
  const count = 200_000;
  const stream = Buffer.concat(Array.from({ length: count }, () => frame('x')));
  assert.ok(new LogFrames().push(stream).toString() === 'x'.repeat(count));
});

test('refuses a stream that is not in frames, and frames without stamps', () => {
  assert.throws(() => new LogFrames().push(Buffer.from('plain text of a terminal')), BrokenFrameError);
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 4]);
  assert.throws(() => new LogFrames().push(Buffer.concat([header, Buffer.from('text')])), BrokenFrameError);
});
