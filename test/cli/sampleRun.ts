import type { NewEvent, RunEvent, Tokens } from '../../daemon/protocol/events.ts';

export const RUN = '20261120-072300-a1b2';
export const START = Date.UTC(2026, 10, 20, 7, 23);

/** What a scripted event says, without its place in the list; `after` in milliseconds after the one before. */
export type Scripted = DistributedOmit<NewEvent, 'run'> & { readonly after?: number };
type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Gives scripted events their places in a list. */
export function script(
  list: readonly Scripted[],
  from: { seq: number; at: number } = { seq: 0, at: START },
): RunEvent[] {
  let { seq, at } = from;
  return list.map(({ after = 0, ...event }) => {
    seq += 1;
    at += after;
    return { ...event, run: RUN, seq, at } as RunEvent;
  });
}

export function tokens(prompt: number, output: number): Tokens {
  return { prompt, output, thoughts: 0, cached: 0, total: prompt + output };
}

const image = { step: 'image', attempt: 1 } as const;
const image2 = { step: 'image', attempt: 2 } as const;
const job = { step: 'run', attempt: 1 } as const;

export const CREATED: Scripted = {
  type: 'run.created',
  options: { cwd: '/home/ada/work', results: '/home/ada/work/results' },
  plan: {
    name: 'Build and run LAMMPS',
    file: '/home/ada/work/plan.yaml',
    goal: 'A run that reports its timesteps per second',
    model: 'replay/lammps.jsonl',
    text: 'a'.repeat(64),
    limits: { minutes: 60, tokens: 500_000 },
    steps: [
      { id: 'image', agent: 'build', target: 'local', review: 'auto', maxAttempts: 5 },
      { id: 'run', agent: 'kubernetes-job', target: 'local', review: 'ask', maxAttempts: 3 },
    ],
  },
};

const BUILD_CAUSE = [
  'E: Unable to locate package lammps-gpu',
  'The command \u001b[31m/bin/sh -c apt-get install -y lammps-gpu\u001b[0m returned a non-zero code: 100',
].join('\n');

/** A build that fails, is repaired and succeeds. */
export const IMAGE: readonly Scripted[] = [
  { type: 'step.started', step: 'image' },
  { type: 'attempt.started', ...image },
  { type: 'stage.started', ...image, stage: 'compose' },
  { type: 'stage.started', ...image, stage: 'propose', after: 4 },
  { type: 'model.asked', ...image, model: 'replay/lammps.jsonl', prompt: '1'.repeat(64), promptChars: 3120 },
  {
    type: 'model.retrying',
    ...image,
    afterMs: 30_000,
    reason: 'HTTP 429: quota for this minute is used up',
    after: 800,
  },
  {
    type: 'model.answered',
    ...image,
    model: 'replay/lammps.jsonl',
    reply: '2'.repeat(64),
    finish: 'STOP',
    tokens: tokens(812, 145),
    usd: 0.0024,
    ms: 2100,
    after: 32_000,
  },
  {
    type: 'artifact.proposed',
    ...image,
    artifact: { name: 'Dockerfile', digest: '3'.repeat(64), lines: 5, bytes: 120 },
  },
  { type: 'stage.started', ...image, stage: 'preflight' },
  {
    type: 'artifact.edited',
    ...image,
    rule: 'ca-certificates',
    reason: 'ca-certificates is installed before the clone over https',
    artifact: { name: 'Dockerfile', digest: '4'.repeat(64), lines: 6, bytes: 150 },
  },
  { type: 'stage.started', ...image, stage: 'execute', after: 2 },
  { type: 'execution.started', ...image, kind: 'build', name: 'fractale-a1b2-image-1' },
  {
    type: 'instruction.finished',
    ...image,
    total: 3,
    instruction: { index: 1, text: 'FROM debian:bookworm', line: 1, ms: 100, cached: true },
    after: 100,
  },
  {
    type: 'instruction.finished',
    ...image,
    total: 3,
    instruction: {
      index: 2,
      text: 'RUN apt-get install -y lammps-gpu',
      line: 2,
      ms: 9000,
      cached: false,
      failed: true,
    },
    after: 9000,
  },
  {
    type: 'execution.finished',
    ...image,
    exit: { kind: 'exited', code: 100 },
    log: { lines: 1240, bytes: 81_234 },
    facts: {},
    after: 20,
  },
  { type: 'stage.started', ...image, stage: 'judge' },
  {
    type: 'attempt.finished',
    ...image,
    spent: true,
    verdict: {
      status: 'failed',
      category: 'build.dependency',
      fingerprint: 'f00d',
      retryable: true,
      summary: 'a dependency is missing or cannot be installed: E: Unable to locate package lammps-gpu',
      cause: BUILD_CAUSE,
      checks: [{ check: 'exit 0', passed: false, detail: 'ended with status 100' }],
      metrics: [],
    },
    after: 8,
  },
  { type: 'attempt.started', ...image2 },
  { type: 'stage.started', ...image2, stage: 'propose', after: 5 },
  { type: 'model.asked', ...image2, model: 'replay/lammps.jsonl', prompt: '5'.repeat(64), promptChars: 4001 },
  {
    type: 'model.answered',
    ...image2,
    model: 'replay/lammps.jsonl',
    reply: '6'.repeat(64),
    finish: 'STOP',
    tokens: tokens(1300, 140),
    usd: 0.003,
    ms: 1900,
    after: 1900,
  },
  {
    type: 'artifact.proposed',
    ...image2,
    artifact: { name: 'Dockerfile', digest: '7'.repeat(64), lines: 6, bytes: 148 },
    change: { added: 1, removed: 1 },
  },
  { type: 'stage.started', ...image2, stage: 'execute', after: 3 },
  { type: 'execution.started', ...image2, kind: 'build', name: 'fractale-a1b2-image-2' },
  {
    type: 'instruction.finished',
    ...image2,
    total: 3,
    instruction: { index: 1, text: 'FROM debian:bookworm', line: 1, ms: 0, cached: true },
  },
  {
    type: 'instruction.finished',
    ...image2,
    total: 3,
    instruction: { index: 2, text: 'RUN apt-get install -y lammps', line: 2, ms: 41_000, cached: false },
    after: 41_000,
  },
  {
    type: 'instruction.finished',
    ...image2,
    total: 3,
    instruction: { index: 3, text: 'WORKDIR /work', line: 3, ms: 200, cached: false },
    after: 200,
  },
  {
    type: 'execution.finished',
    ...image2,
    exit: { kind: 'exited', code: 0 },
    log: { lines: 3100, bytes: 220_000 },
    facts: { image: 'lammps', imageId: 'sha256:1' },
  },
  {
    type: 'attempt.finished',
    ...image2,
    spent: true,
    verdict: {
      status: 'succeeded',
      retryable: false,
      summary: 'the image was built',
      checks: [{ check: 'exit 0', passed: true, detail: 'ended with status 0' }],
      metrics: [],
    },
    after: 5,
  },
  {
    type: 'step.finished',
    step: 'image',
    status: 'succeeded',
    reason: 'the image was built',
    outputs: { container: 'lammps' },
  },
  { type: 'file.written', what: 'outfile', file: '/home/ada/work/Dockerfile' },
];

/** A job that waits for its review, is rejected, and then still fails. */
export const JOB: readonly Scripted[] = [
  { type: 'step.started', step: 'run', after: 1 },
  { type: 'attempt.started', ...job },
  { type: 'stage.started', ...job, stage: 'propose' },
  { type: 'model.asked', ...job, model: 'replay/lammps.jsonl', prompt: '8'.repeat(64), promptChars: 2000 },
  {
    type: 'model.answered',
    ...job,
    model: 'replay/lammps.jsonl',
    reply: '9'.repeat(64),
    finish: 'STOP',
    tokens: tokens(700, 210),
    ms: 1200,
    after: 1200,
  },
  {
    type: 'artifact.proposed',
    ...job,
    artifact: { name: 'job.yaml', digest: 'b'.repeat(64), lines: 18, bytes: 420 },
  },
  { type: 'stage.started', ...job, stage: 'review' },
  { type: 'review.requested', ...job },
];

export const ACCEPTED: readonly Scripted[] = [
  { type: 'review.answered', ...job, decision: 'accept', by: 'ada', after: 60_000 },
  { type: 'stage.started', ...job, stage: 'execute' },
  { type: 'execution.started', ...job, kind: 'job', name: 'fractale-a1b2-run-1' },
  {
    type: 'execution.finished',
    ...job,
    exit: { kind: 'exited', code: 0 },
    log: { lines: 88, bytes: 4_000 },
    facts: {},
    after: 2400,
  },
  {
    type: 'attempt.finished',
    ...job,
    spent: true,
    verdict: {
      status: 'succeeded',
      retryable: false,
      summary: 'the application ran',
      checks: [
        { check: 'exit 0', passed: true, detail: 'ended with status 0' },
        { check: 'log: Loop time of', passed: true, detail: 'Loop time of 1.02 on 1 procs' },
      ],
      metrics: [{ name: 'timesteps_per_s', value: 2451.337, unit: '1/s' }],
    },
  },
  { type: 'step.finished', step: 'run', status: 'succeeded', reason: 'the application ran', outputs: {} },
  { type: 'run.finished', status: 'succeeded', reason: 'every step succeeded' },
  { type: 'file.written', what: 'results', file: '/home/ada/work/results/results-2026-11-20_07-23-00.json' },
];

/** The whole run. */
export const SUCCEEDED: readonly RunEvent[] = script([CREATED, ...IMAGE, ...JOB, ...ACCEPTED]);
