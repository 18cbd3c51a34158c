import '../../test/fixtures/editorWords.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArtifactRef, Instruction, NewEvent, RunEvent, Tokens } from '../../daemon/protocol/events.ts';
import { foldAll } from '../../daemon/protocol/fold.ts';
import type { Verdict } from '../../daemon/protocol/verdict.ts';

const { attemptView } = await import('./attemptView.ts');
const { changeLines } = await import('./changeLines.ts');

const START = 1_000_000;
const TOKENS: Tokens = { prompt: 742, output: 243, thoughts: 918, cached: 0, total: 1903 };
const CAUSE = [
  'Step 2/3 : RUN cp /a /b',
  "cp: cannot stat '/a': No such file or directory",
  '[… 4 lines]',
  'E: gone',
];
const FAILED: Verdict = {
  status: 'failed',
  category: 'build.command',
  summary: `a command of the build failed: ${CAUSE[1]}`,
  fingerprint: 'ce19d91e339d5aef',
  retryable: true,
  cause: CAUSE.join('\n'),
  checks: [{ check: 'exit 0', passed: false, detail: 'ended with status 1' }],
  metrics: [],
};

type Step = readonly [ms: number, event: Record<string, unknown>];

/** The view of attempt `number` after these events of one attempt after the other, seen at `now` ms. */
function view(attempts: readonly (readonly Step[])[], options: ViewOptions = {}) {
  const { number = attempts.length, review = 'auto', now = 60_000, texts } = options;
  const plan = {
    ...{ name: 'LAMMPS', model: 'replay/a.yaml', text: 'd', limits: { minutes: 30, tokens: 1 } },
    steps: [{ id: 'image', agent: 'build', target: 'local', review, maxAttempts: 4 }],
  };
  const events: NewEvent[] = [];
  const times: number[] = [];
  const add = (ms: number, event: Record<string, unknown>) => {
    events.push({ run: 'r1', ...event } as unknown as NewEvent);
    times.push(START + ms);
  };
  add(0, { type: 'run.created', plan, options: { cwd: '/' } });
  add(0, { type: 'step.started', step: 'image' });
  for (const [index, steps] of attempts.entries()) {
    const at = { step: 'image', attempt: index + 1 };
    add(0, { type: 'attempt.started', ...at });
    for (const [ms, event] of steps) add(ms, { ...event, ...at });
  }
  const run = foldAll(
    events.map((event, index) => ({ ...event, seq: index + 1, at: times[index] }) as RunEvent),
  );
  const step = run?.steps[0];
  const attempt = step?.attempts[number - 1];
  assert.ok(run && step && attempt);
  const change = texts && changeLines(...texts);
  return attemptView({
    run,
    step,
    attempt,
    change,
    notice: undefined,
    now: START + now,
  });
}

interface ViewOptions {
  readonly number?: number;
  readonly review?: 'auto' | 'ask';
  readonly now?: number;
  readonly texts?: readonly [before: string, artifact: string];
}

const stage = (name: string) => ({ type: 'stage.started', stage: name });
const proposed = (digest: string): Record<string, unknown> => {
  const artifact: ArtifactRef = { name: 'Dockerfile', digest, lines: 3, bytes: 40 };
  return { type: 'artifact.proposed', artifact };
};
const instruction = (index: number, more: Partial<Instruction> = {}, total = 3): Record<string, unknown> => ({
  type: 'instruction.finished',
  total,
  instruction: {
    index,
    text: `RUN  step ${index}`,
    line: index * 2,
    ms: index * 1000,
    cached: false,
    ...more,
  },
});
const answered = {
  type: 'model.answered',
  model: 'replay/a.yaml',
  reply: 'r',
  finish: 'STOP',
  tokens: TOKENS,
  ms: 5,
};

const FAILING: readonly Step[] = [
  [0, stage('compose')],
  [20, { ...stage('propose') }],
  [20, { type: 'model.asked', model: 'replay/a.yaml', prompt: 'p', promptChars: 1 }],
  [1_020, answered],
  [1_020, proposed('one')],
  [1_020, stage('execute')],
  [1_020, { type: 'execution.started', kind: 'build', name: 'b' }],
  [2_000, instruction(1, { cached: true, ms: 0 })],
  [4_000, instruction(2, { failed: true })],
  [
    4_020,
    {
      type: 'execution.finished',
      exit: { kind: 'exited', code: 1 },
      log: { lines: 9, bytes: 99 },
      facts: {},
    },
  ],
  [4_020, stage('judge')],
  [4_060, { type: 'attempt.finished', verdict: FAILED, spent: true }],
];

test('a failed attempt: the line that the verdict hangs on, where the time went, and which instruction failed', () => {
  const { state, facts, summary, cause, stages, instructions, checks, buttons, change } = view([FAILING]);
  assert.equal(state, 'Failed');
  assert.deepEqual(
    facts.map(({ text }) => text),
    ['4.1 s', 'build.command', 'ce19d91e339d5aef'],
  );
  assert.match(summary ?? '', /^A command of the build failed: cp/);
  assert.deepEqual(
    cause?.lines.map(({ kind }) => kind),
    ['plain', 'key', 'gap', 'error'],
  );
  assert.deepEqual(
    stages.rows.map(({ label, state, value }) => [label, state, value]),
    [
      ['Compose', 'done', '20 ms'],
      ['Propose', 'done', '1.0 s'],
      ['Preflight', 'pending', ''],
      ['Execute', 'failed', '3.0 s'],
      ['Judge', 'done', '40 ms'],
    ],
  );
  const [first, second] = instructions?.rows ?? [];
  assert.deepEqual(
    [instructions?.note, instructions?.rows.length, first?.state, second?.state, second?.line, second?.share],
    ['2 of 3 · 1 from the cache', 2, 'cached', 'failed', 4, 1],
  );
  assert.equal(second?.words, 'Instruction 2: RUN step 2 · failed · 2.0 s · line 4');
  assert.deepEqual(
    checks?.items.map(({ passed, words }) => [passed, words]),
    [[false, 'failed']],
  );
  assert.ok(buttons.find(({ action }) => action === 'compare')?.off);
  assert.equal(change, undefined);
});

test('the second attempt shows what changed, and that a recording answered', () => {
  const texts = ['FROM a\nRUN x\n', 'FROM a\nRUN y\u202e\nRUN z\n'] as const;
  const { change, previous, next, position, details } = view(
    [FAILING, FAILING.with(4, [1_020, proposed('two')])],
    {
      texts,
    },
  );
  assert.deepEqual([change?.added, change?.removed, change?.title], [2, 1, 'Changed since attempt 1']);
  assert.deepEqual(
    change?.lines.map(({ kind, text }) => [kind, text]),
    [
      ['same', 'FROM a'],
      ['removed', 'RUN x'],
      ['added', 'RUN y'],
      ['added', 'RUN z'],
    ],
  );
  assert.deepEqual([previous.off, position], [undefined, '2 of 2']);
  assert.ok(next.off);
  const row = (name: string) => details.rows.find(row => row.name === name)?.value;
  assert.equal(row('Model'), 'replay/a.yaml (a recorded conversation)');
  assert.equal(row('Answer'), '1.0 s · Complete');
});

test('a long change is cut and says so', () => {
  const lines = (word: string) => Array.from({ length: 500 }, (_, index) => `${word} ${index}\n`).join('');
  const { change } = view([FAILING, FAILING.with(4, [1_020, proposed('two')])], {
    texts: [lines('a'), lines('b')],
  });
  assert.deepEqual([change?.added, change?.removed, change?.lines.length], [500, 500, 300]);
  assert.equal(change?.more, 'Lines not shown here: 700');
});

test('a running attempt: the stage and the time go on, and instructions to come have their rows', () => {
  const running = FAILING.slice(0, 8);
  const early = view([running], { now: 3_020 });
  assert.deepEqual([early.state, early.status, early.facts[0]?.text], ['Building', 'running', '3 s']);
  assert.deepEqual(
    early.instructions?.rows.map(({ state }) => state),
    ['cached', 'running', 'pending'],
  );
  const execute = (now: number) =>
    view([running], { now }).stages.rows.find(({ label }) => label === 'Execute');
  assert.deepEqual(
    [execute(3_020)?.state, execute(3_020)?.value, execute(9_020)?.value],
    ['running', '2 s', '8 s'],
  );
  assert.ok((execute(9_020)?.share ?? 0) > (execute(3_020)?.share ?? 1));
  assert.ok(early.buttons.find(({ action }) => action === 'accept')?.off);
});

test('an attempt that waits offers the review first; a rejection keeps the person’s words as they are', () => {
  const waiting: Step[] = [
    [0, stage('propose')],
    [10, proposed('one')],
    [10, stage('review')],
    [10, { type: 'review.requested' }],
  ];
  const { buttons, stages } = view([waiting], { review: 'ask' });
  assert.deepEqual([buttons[0]?.action, buttons[0]?.primary], ['review', true]);
  assert.equal(stages.rows.find(({ label }) => label === 'Review')?.state, 'running');

  const words = 'use\n  **the** package';
  const answer = { type: 'review.answered', decision: 'reject', by: 'ada', words };
  const { details } = view([[...waiting, [20, answer]]], { review: 'ask' });
  const review = details.rows.find(({ name }) => name === 'Review');
  assert.deepEqual([review?.value, review?.quote], ['Rejected by ada', words]);
});

test('nothing from outside acts: control characters go, however they come', () => {
  const verdict: Verdict = { ...FAILED, summary: 'bad\u001b[31m\u0007', cause: 'a\u001b]0;x\u0007b\u202e' };
  const { summary, cause } = view([[[0, { type: 'attempt.finished', verdict, spent: false }]]]);
  assert.equal(summary, 'Bad');
  assert.deepEqual(cause?.lines, [{ text: 'ab', kind: 'plain' }]);
});
