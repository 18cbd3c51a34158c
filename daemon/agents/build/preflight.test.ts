import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preflightDockerfile } from './preflight.ts';

function mended(text: string): { text: string; rules: string[]; refused: string | undefined } {
  const { edits, refused } = preflightDockerfile(text);
  return { text: edits.at(-1)?.text ?? text, rules: edits.map(edit => edit.rule), refused: refused?.cause };
}

test('the original’s most common first failure is mended: an https clone without certificates', () => {
  const result = mended(
    'FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y --no-install-recommends \\\n    git cmake\n' +
      'RUN git clone --depth 1 https://github.com/lammps/lammps.git\n',
  );
  assert.deepEqual(result.rules, ['ca-certificates']);
  assert.match(result.text, /install -y --no-install-recommends ca-certificates \\\n {4}git cmake/u);
});

test('certificates installed in the same RUN, before the fetch, are enough', () => {
  const text =
    'FROM debian\nRUN apt-get update && apt-get install -y ca-certificates curl && curl -O https://x.org/y\n';
  assert.deepEqual(mended(text).rules, []);
});

test('a missing apt-get update, -y and a needless sudo are mended, and a second pass changes nothing', () => {
  const result = mended('FROM debian:bookworm\nRUN sudo apt-get install gcc make\nRUN echo done\n');
  assert.deepEqual(result.rules, ['no-sudo', 'apt-yes', 'apt-update']);
  assert.equal(
    result.text,
    'FROM debian:bookworm\nRUN apt-get update && apt-get install -y gcc make\nRUN echo done\n',
  );
  assert.deepEqual(mended(result.text).rules, []);
});

test('options around install do not hide -y', () => {
  for (const install of [
    'apt-get -y install gcc',
    'apt-get install --yes gcc',
    'apt-get -qqy install gcc',
    'apt install -qq gcc',
  ]) {
    assert.deepEqual(mended(`FROM debian\nRUN apt-get update && ${install}\n`).rules, [], install);
  }
});

test('leftovers of a fence go', () => {
  assert.equal(mended('```dockerfile\nFROM debian\nRUN true\n```\n').text, 'FROM debian\nRUN true\n');
});

test('what is sure to fail is refused with the line and a way on', () => {
  assert.match(mended('FROM debian\n\nCOPY in.melt /work/\n').refused ?? '', /^Line 3: COPY in\.melt/u);
  assert.match(mended('FROM debian\nRUN <<EOF\napt-get update\nEOF\n').refused ?? '', /here-documents/u);
  assert.match(mended('RUN true\n').refused ?? '', /no FROM/u);
  assert.equal(
    mended('FROM a AS b\nFROM c\nCOPY --from=b /x /x\nADD https://x.org/y /y\nRUN echo $((1<<N))\n').refused,
    undefined,
  );
});
