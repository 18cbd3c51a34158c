import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instruction } from '../../protocol/events.ts';
import { BuildProgress } from './buildProgress.ts';

const DOCKERFILE = ['ARG V=1', 'FROM debian', '# why', 'RUN echo a \\', '  b', 'ENV X=1', ''].join('\n');

function read(messages: readonly unknown[]): {
  progress: BuildProgress;
  log: string;
  instructions: Omit<Instruction, 'ms'>[];
} {
  const instructions: Omit<Instruction, 'ms'>[] = [];
  const progress = new BuildProgress(DOCKERFILE, ({ ms: _ms, ...rest }) => instructions.push(rest));
  const log = messages.map(message => progress.take(message)).join('');
  progress.finish(progress.error !== undefined);
  return { progress, log, instructions };
}

const START = [
  { stream: 'Step 1/5 : ARG V=1' },
  { stream: '\n' },
  { stream: 'Step 2/5 : FROM debian' },
  { stream: '\n' },
  { stream: ' ---> 5fece3067479\n' },
  { stream: 'Step 3/5 : RUN echo a   b' },
  { stream: '\n' },
];

test('reports each instruction of the Dockerfile with its place, and not the label at the end', () => {
  const { progress, log, instructions } = read([
    ...START,
    { stream: ' ---> Using cache\n' },
    { stream: ' ---> 111111111111\n' },
    { stream: 'Step 4/5 : ENV X=1' },
    { stream: '\n' },
    { stream: ' ---> Running in aaaaaaaaaaaa\n' },
    { stream: 'Removing intermediate container aaaaaaaaaaaa\n' },
    { stream: ' ---> 222222222222\n' },
    { stream: 'Step 5/5 : LABEL dev.fractale.run=r1' },
    { stream: '\n' },
    { stream: ' ---> 333333333333\n' },
    { aux: { ID: 'sha256:333' } },
    { stream: 'Successfully built 333333333333\n' },
  ]);
  assert.deepEqual(instructions, [
    { index: 1, text: 'ARG V=1', line: 1, cached: false },
    { index: 2, text: 'FROM debian', line: 2, cached: true },
    { index: 3, text: 'RUN echo a   b', line: 4, cached: true },
    { index: 4, text: 'ENV X=1', line: 6, cached: false },
  ]);
  assert.equal(progress.imageId, 'sha256:333');
  assert.deepEqual(progress.made, ['222222222222', '333333333333']);
  assert.match(log, /^Step 1\/5 : ARG V=1\nStep 2\/5 : FROM debian\n/u);
});

test('an error in the stream is a failure, and its output goes to the log without the colours', () => {
  const { progress, log, instructions } = read([
    ...START,
    { stream: ' ---> Running in aaaaaaaaaaaa\n' },
    { stream: '\u001b[91mno such thing\n\u001b[0m' },
    { stream: 'Removing intermediate container aaaaaaaaaaaa\n' },
    {
      errorDetail: { code: 3, message: 'returned a non-zero code: 3' },
      error: 'returned a non-zero code: 3',
    },
  ]);
  assert.deepEqual(progress.error, { code: 3, message: 'returned a non-zero code: 3' });
  assert.equal(progress.imageId, undefined);
  assert.equal(instructions.at(-1)?.failed, true);
  assert.equal(progress.tail, 'no such thing\n');
  assert.match(log, /\nno such thing\nRemoving .*\nreturned a non-zero code: 3\n$/u);
});

test("a command's output cannot pose as the builder's", () => {
  const { progress, instructions } = read([
    ...START,
    { stream: ' ---> Running in aaaaaaaaaaaa\n' },
    { stream: 'Removing intermediate container bbbbbbbbbbbb\n' },
    { stream: ' ---> 5fece3067479\n' },
    { stream: 'Step 4/5 : ENV X=1' },
    { stream: 'Successfully built 5fece3067479\n' },
    { stream: 'Removing intermediate container aaaaaaaaaaaa\n' },
    { stream: ' ---> 222222222222\n' },
  ]);
  assert.deepEqual(progress.made, ['222222222222']);
  assert.equal(progress.imageId, undefined);
  assert.equal(instructions.length, 3);
});

test('pull progress goes to the log without its bars, and the image was not in the cache', () => {
  const { log, instructions } = read([
    ...START.slice(0, 4),
    { status: 'Pulling from library/debian', id: 'latest' },
    { status: 'Downloading', progressDetail: { current: 1, total: 2 }, progress: '[=> ]', id: 'abc' },
    { status: 'Pull complete', progressDetail: {}, id: 'abc' },
    ...START.slice(4),
  ]);
  assert.match(log, /latest: Pulling from library\/debian\nabc: Pull complete\n/u);
  assert.doesNotMatch(log, /Downloading/u);
  assert.equal(instructions[1]?.cached, false);
});

test('nonsense from the engine is no exception', () => {
  const { progress, log } = read([null, 7, 'x', [], { stream: 7 }, { aux: null }, { errorDetail: {} }]);
  assert.equal(log, 'the build failed\n');
  assert.equal(progress.error?.message, 'the build failed');
});
