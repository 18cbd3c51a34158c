import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { stringify } from 'yaml';
import type { NewEvent, RunEvent } from '../../daemon/protocol/events.ts';
import type { ReviewAnswer } from '../../daemon/protocol/requests.ts';
import type { RunState } from '../../daemon/protocol/state.ts';
import { Redactor } from '../../daemon/store/redactor.ts';
import { geminiFaults } from '../fixtures/geminiFaults.ts';
import { geminiReply } from '../fixtures/geminiReply.ts';
import type { GeminiAnswer } from '../fixtures/geminiServer.ts';
import type { Play } from '../fixtures/scriptedPlatform.ts';
import { TestEngine } from '../fixtures/testEngine.ts';

/**
 * A daemon can die between any two commits. Each scenario is worked to its end once; then, for every beginning of
 * its list of events, a daemon that finds just that has to come to the same end, without asking, answering or
 * executing again what is on record.
 */
interface Scenario {
  readonly plan: string;
  readonly replies: readonly GeminiAnswer[];
  readonly plays: readonly Play[];
  readonly answers: readonly Pick<ReviewAnswer, 'decision' | 'text'>[];
  readonly status: RunState['status'];
}

/** Nothing is killed here, so nothing has to wait for a disk. */
const FAST = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const dockerfile = (line: string) => `\`\`\`dockerfile\nFROM debian:bookworm\nRUN ${line}\n\`\`\``;
const manifest = (word: string) => {
  const container = { name: 'job', image: 'app', command: ['run', word] };
  const spec = { template: { spec: { containers: [container] } } };
  return `\`\`\`yaml\n${stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job' }, spec })}\`\`\``;
};
const fails = (line: string) => ({ log: `${line}\n`, exit: { kind: 'exited', code: 1 } as const });
const plan = (image: object, ...more: readonly object[]) =>
  stringify({
    name: 'Cut short',
    model: 'gemini/gemini-2.5-pro',
    steps: [
      {
        id: 'image',
        agent: 'build',
        context: { application: 'app', outfile: 'Dockerfile', max_attempts: 3 },
        ...image,
      },
      ...more,
    ],
  });
const SUCCESS: Play = { log: 'done\n' };

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'two steps that fail first': {
    plan: plan(
      {},
      { id: 'job', agent: 'kubernetes-job', context: { max_attempts: 2 }, success: [{ log: 'done' }] },
    ),
    replies: [geminiFaults.safety(''), dockerfile('a'), dockerfile('b'), manifest('one'), manifest('two')],
    plays: [fails('E: Unable to locate package one'), SUCCESS, fails('cannot open the input'), SUCCESS],
    answers: [],
    status: 'succeeded',
  },
  'attempts that are used up': {
    plan: plan({}),
    replies: [dockerfile('a'), dockerfile('b'), dockerfile('c')],
    plays: ['one', 'two', 'three'].map(name => fails(`E: Unable to locate package ${name}`)),
    answers: [],
    status: 'failed',
  },
  'a reply that was cut where it still parses': {
    plan: plan({}),
    replies: [geminiReply(dockerfile('a'), { finishReason: 'MAX_TOKENS' }), dockerfile('b')],
    plays: [SUCCESS],
    answers: [],
    status: 'succeeded',
  },
  'a person who rejects, then edits': {
    plan: plan({ review: 'ask' }),
    replies: [dockerfile('a'), dockerfile('b')],
    plays: [SUCCESS],
    answers: [
      { decision: 'reject', text: 'Use the gcc image' },
      { decision: 'edit', text: 'FROM debian:bookworm\nRUN mine\n' },
    ],
    status: 'succeeded',
  },
  'a machine that fails': {
    plan: plan({}),
    replies: [dockerfile('a')],
    plays: [{ exit: { kind: 'infrastructure', category: 'infra.disk', message: 'no space left on device' } }],
    answers: [],
    status: 'failed',
  },
  'a provider that refuses': {
    plan: plan({}),
    replies: [geminiFaults.dailyQuota()],
    plays: [],
    answers: [],
    status: 'failed',
  },
};

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  test(`${name}: the same end after every beginning`, { concurrency: 4, timeout: 120_000 }, async t => {
    await using whole = await TestEngine.start(FAST);
    prepare(whole, scenario, []);
    const run = await whole.start(scenario.plan, { results: whole.folder, incremental: true });
    const state = await whole.ended(run);
    assert.equal(state.status, scenario.status, state.reason);
    const events = eventsOf(whole);
    await Promise.all(
      events.slice(0, -1).map(({ type }, index) => {
        // These two are one commit.
        if (type === 'model.answered' && events[index + 1]?.type === 'model.failed') return undefined;
        const beginning = events.slice(0, index + 1);
        return t.test(`after event ${index + 1}, ${type}`, () =>
          endsAlike(scenario, whole, beginning, state),
        );
      }),
    );
  });
}

async function endsAlike(
  scenario: Scenario,
  whole: TestEngine,
  beginning: readonly RunEvent[],
  expected: RunState,
): Promise<void> {
  await using engine = await TestEngine.start(FAST);
  await copy(whole, engine, beginning);
  prepare(engine, scenario, beginning);
  engine.runs.offer({ geminiApiKey: 'test-key-0123456789', geminiBaseUrl: engine.gemini.url });
  engine.runs.recover();
  const state = await engine.ended(expected.id);

  assert.deepEqual(outcome(state), outcome(expected));
  const all = eventsOf(whole);
  assert.equal(engine.gemini.requests.length, replied(all) - replied(beginning));
  assert.equal(
    engine.platform.builds.length + engine.platform.jobs.length,
    executed(all) - executed(beginning),
  );
  assert.equal(eventsOf(engine).at(-1)?.type, 'run.finished');
  assert.deepEqual(engine.warnings, []);
}

/** Has in store what the beginning did not use up. */
function prepare(engine: TestEngine, scenario: Scenario, beginning: readonly RunEvent[]): void {
  engine.gemini.script(scenario.replies.slice(replied(beginning)));
  engine.platform.script(...scenario.plays.slice(executed(beginning)));
  const answers = scenario.answers.slice(beginning.filter(({ type }) => type === 'review.answered').length);
  engine.store.onAppended(events => {
    for (const event of events) {
      if (event.type !== 'review.requested') continue;
      const { run, step, attempt } = event;
      // What was accepted before it was executed, and is repeated, is asked for again.
      const answer = answers.shift() ?? { decision: 'accept' as const };
      void engine.runs.answer({ run, step, attempt, by: 'ada', ...answer });
    }
  });
}

/** Makes a store and logs as they were when the daemon died. */
async function copy(from: TestEngine, to: TestEngine, beginning: readonly RunEvent[]): Promise<void> {
  const texts = [...JSON.stringify(beginning).matchAll(/"([0-9a-f]{64})"/gu)].flatMap(
    ([, digest = '']) => from.store.text(digest) ?? [],
  );
  to.store.append(
    beginning.map(({ seq: _seq, at: _at, ...event }) => event as NewEvent),
    texts,
  );
  for (const event of beginning) {
    if (event.type !== 'execution.finished') continue;
    const { run, step, attempt } = event;
    const log = await to.logs.writer({ run, step, attempt }, new Redactor());
    for await (const line of from.logs.lines({ run, step, attempt }))
      await log.write(Buffer.from(`${line}\n`));
    await log.close();
  }
}

function outcome({ status, category, usage, steps, files }: RunState): object {
  return {
    status,
    category,
    usage,
    files: files.map(({ what, error }) => ({ what, error })),
    steps: steps.map(step => ({
      status: step.status,
      category: step.category,
      outputs: Object.keys(step.outputs),
      attempts: step.attempts
        .filter(attempt => attempt.status !== 'interrupted')
        .map(({ verdict, spent, review }) => ({
          verdict: [verdict?.status, verdict?.category],
          spent,
          words: review?.words,
        })),
    })),
  };
}

function eventsOf(engine: TestEngine): RunEvent[] {
  return engine.store.events(0, { limit: -1 });
}

/** Questions to the model that got their reply, usable or not. */
function replied(events: readonly RunEvent[]): number {
  return events.filter(
    ({ type }, index) =>
      type === 'model.answered' || (type === 'model.failed' && events[index - 1]?.type !== 'model.answered'),
  ).length;
}

function executed(events: readonly RunEvent[]): number {
  return events.filter(({ type }) => type === 'execution.finished').length;
}
