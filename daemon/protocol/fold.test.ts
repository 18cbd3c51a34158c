import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunEvent } from './events.ts';
import { fold, foldAll } from './fold.ts';

const step = fc.constantFrom('image', 'run', 'nowhere');
const attempt = fc.integer({ min: 1, max: 3 });
const text = fc.string({ maxLength: 8 });
const artifact = fc.record({ name: text, digest: text, lines: fc.nat(9), bytes: fc.nat(9) });
const tokens = fc.record({
  prompt: fc.nat(9),
  output: fc.nat(9),
  thoughts: fc.nat(9),
  cached: fc.nat(9),
  total: fc.nat(99),
});
const type = <T extends string>(name: T) => fc.constant(name);
const verdict = fc.record({
  status: fc.constantFrom('succeeded', 'failed', 'interrupted', 'cancelled'),
  summary: text,
  retryable: fc.boolean(),
  checks: fc.constant([]),
  metrics: fc.constant([]),
});

const body = fc.oneof(
  fc.record({
    type: type('run.created'),
    options: fc.constant({ cwd: '/' }),
    plan: fc.constant({
      name: 'p',
      model: 'replay/x',
      text: 'd',
      limits: { minutes: 1, tokens: 1 },
      steps: ['image', 'run'].map(id => ({
        id,
        agent: 'build',
        target: 'local',
        review: 'auto',
        maxAttempts: 3,
      })),
    }),
  }),
  fc.record({ type: type('run.resumed'), by: fc.constantFrom('daemon', 'person') }),
  fc.record({ type: type('run.interrupted'), reason: text }),
  fc.record({
    type: type('run.finished'),
    status: fc.constantFrom('succeeded', 'failed', 'cancelled'),
    reason: text,
  }),
  fc.record({ type: type('file.written'), what: fc.constantFrom('results', 'outfile'), file: text }),
  fc.record({ type: type('step.started'), step }),
  fc.record({
    type: type('step.finished'),
    step,
    status: fc.constantFrom('succeeded', 'failed'),
    reason: text,
    outputs: fc.constant({}),
  }),
  fc.record({ type: type('attempt.started'), step, attempt }),
  fc.record({
    type: type('stage.started'),
    step,
    attempt,
    stage: fc.constantFrom('compose', 'propose', 'execute', 'review'),
  }),
  fc.record({ type: type('model.asked'), step, attempt, model: text, prompt: text, promptChars: fc.nat(9) }),
  fc.record({
    type: type('model.answered'),
    step,
    attempt,
    model: text,
    reply: text,
    finish: text,
    tokens,
    ms: fc.nat(9),
  }),
  fc.record({ type: type('artifact.proposed'), step, attempt, artifact }),
  fc.record({ type: type('artifact.edited'), step, attempt, rule: text, reason: text, artifact }),
  fc.record({ type: type('review.requested'), step, attempt }),
  fc.record({
    type: type('review.answered'),
    step,
    attempt,
    decision: fc.constantFrom('accept', 'reject'),
    by: text,
  }),
  fc.record({ type: type('execution.started'), step, attempt, kind: type('build'), name: text }),
  fc.record({
    type: type('instruction.finished'),
    step,
    attempt,
    total: fc.nat(9),
    instruction: fc.record({ index: fc.nat(3), text, ms: fc.nat(9), cached: fc.boolean() }),
  }),
  fc.record({
    type: type('execution.finished'),
    step,
    attempt,
    exit: fc.constant({ kind: 'exited', code: 0 }),
    log: fc.record({ lines: fc.nat(9), bytes: fc.nat(9) }),
    facts: fc.constant({ image: 'x' }),
  }),
  fc.record({ type: type('attempt.finished'), step, attempt, verdict, spent: fc.boolean() }),
  fc.record({ type: type('of.a.later.version'), step, attempt, anything: fc.anything() }),
);

const events = fc
  .array(fc.tuple(body, fc.nat(1000)), { maxLength: 60 })
  .map(list =>
    list.map(([event, at], index) => ({ ...event, at, run: 'r', seq: index + 1 }) as unknown as RunEvent),
  );

test('any prefix of any event list folds, and its numbers never go back', () => {
  fc.assert(
    fc.property(events, list => {
      let calls = 0;
      let seq = 0;
      for (let end = 0; end <= list.length; end += 1) {
        const state = foldAll(list.slice(0, end));
        if (state === undefined) continue;
        assert.ok(state.seq >= seq && state.usage.calls >= calls);
        assert.equal(state.steps.length, 2);
        for (const { attempts } of state.steps) {
          assert.equal(new Set(attempts.map(({ number }) => number)).size, attempts.length);
          for (const { timings } of attempts) for (const ms of Object.values(timings)) assert.ok(ms >= 0);
        }
        calls = state.usage.calls;
        seq = state.seq;
      }
    }),
    { numRuns: 300 },
  );
});

test('events seen twice, as after a reconnect, change nothing', () => {
  fc.assert(
    fc.property(events, fc.nat(60), (list, from) => {
      assert.deepEqual(foldAll(list.slice(from), foldAll(list)), foldAll(list));
    }),
  );
});

test('folding in two parts is folding at once, which snapshots rely on', () => {
  fc.assert(
    fc.property(events, fc.nat(60), (list, at) => {
      assert.deepEqual(foldAll(list.slice(at), foldAll(list.slice(0, at))), foldAll(list));
    }),
  );
});

test('an event of another run changes nothing', () => {
  const created = {
    type: 'run.created',
    run: 'r',
    seq: 1,
    at: 1,
    options: { cwd: '/' },
  } as unknown as RunEvent;
  const plan = { name: 'p', model: 'm', text: 't', limits: { minutes: 1, tokens: 1 }, steps: [] };
  const state = fold(undefined, { ...created, plan } as RunEvent);
  assert.equal(fold(state, { type: 'run.resumed', by: 'person', run: 'other', seq: 2, at: 2 }), state);
});
