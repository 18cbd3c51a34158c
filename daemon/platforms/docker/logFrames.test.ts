import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BrokenFrameError, LogFrames } from './logFrames.ts';

function frame(text: string | Buffer, stream = 1): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

test('gives back what was framed, wherever the stream is cut', () => {
  const texts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 });
  fc.assert(
    fc.property(texts, fc.array(fc.nat({ max: 20 })), (parts, cuts) => {
      const stream = Buffer.concat(parts.map((part, index) => frame(Buffer.from(part), index % 3)));
      const frames = new LogFrames();
      const got: Buffer[] = [];
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        got.push(frames.push(stream.subarray(at, at + cut)));
        at += cut;
      }
      assert.deepEqual(Buffer.concat(got), Buffer.concat(parts));
    }),
  );
});

test('takes a large chunk of 1-byte frames', () => {
  const count = 200_000;
  const stream = Buffer.concat(Array.from({ length: count }, () => frame('x')));
  assert.equal(new LogFrames().push(stream).toString(), 'x'.repeat(count));
});

test('refuses a stream that is not in frames', () => {
  assert.throws(() => new LogFrames().push(Buffer.from('plain text of a terminal')), BrokenFrameError);
});
