import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Redactor } from './redactor.ts';

const KEY = 'zq7-Secret+value/9981';
const MATERIAL = 'MIIEowIBAAKCAQEAx7kPZ0Gk1n2J5s8h3vQwErTyUiOpAsDfGhJkLzXcVbNm1234';
// Put together here, so that no scanner takes this file for a leak.
const SAMPLES: readonly (readonly [what: string, secret: string, before: string, after: string])[] = [
  ['Google', `AIza${'Sy0-aB3_'.repeat(5).slice(0, 35)}`, 'key=', ' ok'],
  ['GitHub', `ghp_${'aB3d'.repeat(9)}`, 'token ', '\n'],
  ['GitHub fine-grained', `github_pat_${'11ABCDE_fg'.repeat(4)}`, '"', '"'],
  ['AWS', `AKIA${'ABCDEFGH23456789'}`, 'id:', ';'],
  ['OpenAI', `sk-${'proj-aB3dE5gH7jK9mN1p'}`, 'OPENAI_API_KEY=', '\n'],
  ['Slack', `xoxb-${'1234567890-abcdef'}`, ' ', ' '],
  ['bearer', 'abcDEF123.456-789_ghi', 'Authorization: Bearer ', '\r\n'],
  ['Gemini header', 'abcdefgh12345678', 'x-goog-api-key: ', '\n'],
  ['URL', 'p4ss%20word', 'git clone https://user:', '@example.org/x.git'],
  ['known', KEY, '<', '>'],
  ['known, in base64', Buffer.from(`user:${KEY}`).toString('base64').slice(7, -2), 'dXNlcjp', 'E='],
  [
    'PEM',
    `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${`${MATERIAL}\n`.repeat(3)}abcd==\n-----END ${'RSA PRIVATE'} KEY-----`,
    '',
    '\n',
  ],
];

function redactor(): Redactor {
  const made = new Redactor();
  made.addSecret(KEY);
  made.addSecret('short');
  return made;
}

function streamed(text: Buffer, cuts: readonly number[]): Buffer {
  const stream = redactor().stream();
  const ends = [...cuts.map(cut => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  let start = 0;
  const parts = ends.map(end => {
    const part = stream.push(text.subarray(start, end));
    start = end;
    return part;
  });
  return Buffer.concat([...parts, stream.end()]);
}

for (const [what, secret, before, after] of SAMPLES) {
  test(`${what}: gone from texts, and from streams cut at any place`, () => {
    const text = `${before}${secret}${after}`;
    const clean = redactor().text(text);
    assert.ok(!clean.includes(secret.slice(4, 24)), clean);
    assert.ok(clean.includes('[redacted]'), clean);
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) assert.equal(streamed(bytes, [cut]).toString(), clean);
    assert.equal(streamed(bytes, [...bytes.keys()]).toString(), clean);
  });
}

test('ordinary text passes, byte for byte', () => {
  const text =
    'Get:1 http://mirror.example/debian bookworm/main amd64 libsk-learn 1.2\r\n' +
    'task-list-of-things-to-do-1234567 disk-1234567890123456789012 high throughput ghost short\n' +
    '2f4b6c8d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f7 sha256:2f4b6c8d a@b.c mailto:x@y.z\n' +
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  assert.equal(redactor().text(text), text);
  const bytes = Buffer.concat([
    Buffer.from('äöü €\n'),
    Buffer.from([0xff, 0xfe, 0x00, 0x0a]),
    Buffer.from(text),
  ]);
  assert.deepEqual(streamed(bytes, [1, 3, 5, 9, 40]), bytes);
});

test('a private key without an end takes its material with it and no more', () => {
  const text = `-----BEGIN ${'PRIVATE'} KEY-----\n#7 1.2 ${MATERIAL}\n#7 1.2 ${MATERIAL}\nthe next line\n`;
  assert.equal(redactor().text(text), '[redacted]\nthe next line\n');
});

test('a line that never ends is not held back for ever', () => {
  const stream = redactor().stream();
  let given = 0;
  let put = 0;
  for (let index = 0; index < 100; index += 1) {
    given += stream.push(Buffer.alloc(1000, 'x')).length;
    put += 1000;
    assert.ok(put - given < 8_192, `${put - given} bytes held`);
  }
});

test('values in data are redacted at any depth', () => {
  assert.deepEqual(redactor().value({ a: [`x ${KEY}`, 1, null, { b: KEY }], c: true }), {
    a: ['x [redacted]', 1, null, { b: '[redacted]' }],
    c: true,
  });
});

test('any text in any pieces gives what it gives in one', () => {
  const piece = fc.oneof(
    fc.constantFrom(...SAMPLES.map(([, secret]) => secret)),
    fc.constantFrom(
      '\n',
      ' ',
      ':',
      '@',
      '://',
      'sk-',
      'Bearer ',
      '-----BEGIN ',
      '-----END ',
      'é€',
      'AIza',
      '\r\n',
    ),
    fc.string({ maxLength: 20 }),
    fc.string({ minLength: 5_000, maxLength: 6_000 }).filter(text => text.length > 0),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 8 }), (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''));
      const whole = streamed(bytes, []);
      assert.deepEqual(streamed(bytes, cuts), whole);
      for (const [, secret] of SAMPLES.filter(([what]) => what === 'known' || what === 'PEM'))
        assert.ok(!whole.includes(secret));
    }),
    { numRuns: 500 },
  );
});
