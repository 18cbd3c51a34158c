import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from './dockerfile.ts';

test('continued instructions, comments inside them and here-documents keep their lines', () => {
  const text = [
    '# syntax=docker/dockerfile:1',
    'FROM debian:bookworm',
    '',
    'RUN apt-get update && \\',
    '    # the compiler',
    '    apt-get install -y gcc',
    'RUN <<EOF',
    'echo COPY',
    'EOF',
    'env A=b',
  ].join('\n');
  assert.deepEqual(
    parseDockerfile(text).map(({ keyword, line, endLine, hereDocument }) => [
      keyword,
      line,
      endLine,
      hereDocument,
    ]),
    [
      ['FROM', 2, 2, false],
      ['RUN', 4, 6, false],
      ['RUN', 7, 9, true],
      ['ENV', 10, 10, false],
    ],
  );
  assert.equal(parseDockerfile(text)[1]?.value, 'apt-get update &&     apt-get install -y gcc');
});

test('a shift in arithmetic is no here-document, and the escape directive is honoured', () => {
  assert.deepEqual(
    parseDockerfile('# escape=`\nFROM a\nRUN echo $((1<<N)) `\n  more\nRUN b\n').map(({ line, endLine }) => [
      line,
      endLine,
    ]),
    [
      [2, 2],
      [3, 4],
      [5, 5],
    ],
  );
});
