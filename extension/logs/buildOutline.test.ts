import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BuildOutline } from './buildOutline.ts';

function outlineOf(lines: readonly string[]): BuildOutline {
  const outline = new BuildOutline();
  outline.begin(1);
  for (const line of lines) outline.add(line);
  return outline;
}

/** `place title`, lines, and a mark for a failed one. */
function told(outline: BuildOutline): string[] {
  return outline.sections.map(
    ({ place, title, line, end, failed }) =>
      `${place} ${title.slice(0, 20)} ${line}-${end}${failed ? ' failed' : ''}`,
  );
}

test('a real log of the classic builder is divided by its steps', () => {
  const file = new URL('../../test/fixtures/builds/missingAptPackages.txt', import.meta.url);
  const outline = outlineOf(readFileSync(file, 'utf8').split('\n'));
  assert.deepEqual(told(outline), ['3/8 LABEL version="1.0" 1-4', '4/8 RUN apt-get install  5-26 failed']);
  assert.deepEqual(
    outline.sections.map(({ instruction }) => instruction),
    [3, 4],
  );
});

test('steps of a build inside the build are output', () => {
  const outline = outlineOf([
    'Step 1/2 : FROM docker',
    'Step 2/2 : RUN docker build .',
    'Step 1/9 : FROM scratch',
    'Step 1/2 : FROM scratch',
    "The command 'false' returned a non-zero code: 1",
    '[command] ended',
  ]);
  assert.deepEqual(told(outline), ['1/2 FROM docker 1-1', '2/2 RUN docker build . 2-6 failed']);
});

test('what the builder says at the end of a good build belongs to no step', () => {
  const outline = outlineOf([
    'Step 1/1 : FROM a',
    ' ---> 12',
    'Successfully built 12',
    'Successfully tagged a:b',
  ]);
  assert.deepEqual(told(outline), ['1/1 FROM a 1-3']);
});

test('BuildKit’s instructions take turns, and one of them fails', () => {
  const outline = outlineOf([
    '#1 [internal] load build definition from Dockerfile',
    '#1 DONE 0.0s',
    '#5 [linux/amd64 2/3] RUN make',
    '#5 0.101 cc a.c',
    '#6 [linux/arm64 2/3] RUN make',
    '#6 0.099 cc a.c',
    '#5 [linux/amd64 2/3] RUN make',
    '#5 0.500 make: *** [all] Error 1',
    '#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2',
    '#6 CANCELED',
    '------',
    ' > [linux/amd64 2/3] RUN make:',
    '0.500 make: *** [all] Error 1',
    '------',
    'Dockerfile:7',
    '--------------------',
    '   7 | >>> RUN make',
    '--------------------',
    'ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2',
  ]);
  assert.deepEqual(told(outline), [
    'internal load build definitio 1-2',
    'linux/amd64 2/3 RUN make 3-4',
    'linux/arm64 2/3 RUN make 5-6',
    'linux/amd64 2/3 RUN make 7-10 failed',
  ]);
  assert.equal(outline.dockerfileLine, 7);
});

test('a job that prints headers without end takes bounded memory', () => {
  const outline = outlineOf(Array.from({ length: 10_000 }, (_, index) => `#${index} [x] y`));
  assert.equal(outline.sections.length, 2_000);
});
