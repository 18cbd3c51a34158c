import type { RunEvent, Stage, Tokens } from './events.ts';
import type { AttemptState, RunState, StepState, Usage } from './state.ts';

export const NO_USAGE: Usage = {
  calls: 0,
  prompt: 0,
  output: 0,
  thoughts: 0,
  cached: 0,
  total: 0,
  usd: 0,
  unpriced: 0,
};

/**
 * The state after one more event: pure, total, and the only maker of a `RunState`.
 * An event already folded in, of another run, of an unknown type or about an unknown step changes nothing,
 * so a client may see events twice and an older client may see newer ones.
 */
export function fold(state: RunState | undefined, event: RunEvent): RunState | undefined {
  if (event.type === 'run.created') return state ?? created(event);
  if (state === undefined || event.run !== state.id || event.seq <= state.seq) return state;
  return { ...change(state, event), seq: event.seq };
}

/** Folds a whole list. */
export function foldAll(events: Iterable<RunEvent>, from?: RunState): RunState | undefined {
  let state = from;
  for (const event of events) state = fold(state, event);
  return state;
}

function created(event: RunEvent & { type: 'run.created' }): RunState {
  const { steps, ...plan } = event.plan;
  return {
    id: event.run,
    seq: event.seq,
    plan,
    options: event.options,
    status: 'running',
    createdAt: event.at,
    steps: steps.map(step => ({ ...step, status: 'pending', outputs: {}, attempts: [] })),
    files: [],
    usage: NO_USAGE,
  };
}

function change(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run.resumed': {
      const { reason: _reason, category: _category, finishedAt: _finishedAt, ...rest } = state;
      return { ...rest, status: 'running' };
    }
    case 'run.interrupted':
      return { ...state, status: 'interrupted', reason: event.reason };
    case 'run.finished':
      return {
        ...state,
        status: event.status,
        reason: event.reason,
        finishedAt: event.at,
        ...(event.category && { category: event.category }),
      };
    case 'file.written':
      return {
        ...state,
        files: [
          ...state.files.filter(written => written.file !== event.file),
          { what: event.what, file: event.file, ...(event.error !== undefined && { error: event.error }) },
        ],
      };
    case 'model.answered':
      return {
        ...inStep(state, event),
        usage: addUsage(state.usage, event.tokens, event.usd),
      };
    case 'review.requested':
      return { ...inStep(state, event), status: 'waiting' };
    case 'review.answered':
      return { ...inStep(state, event), status: 'running' };
    default:
      return 'step' in event ? inStep(state, event) : state;
  }
}

type StepEvent = Extract<RunEvent, { step: string }>;
type AttemptEvent = Extract<RunEvent, { attempt: number }>;

function inStep(state: RunState, event: StepEvent): RunState {
  const index = state.steps.findIndex(step => step.id === event.step);
  const step = state.steps[index];
  return step === undefined ? state : { ...state, steps: state.steps.with(index, changeStep(step, event)) };
}

function changeStep(step: StepState, event: StepEvent): StepState {
  switch (event.type) {
    case 'step.started': {
      const { reason: _reason, category: _category, finishedAt: _finishedAt, ...rest } = step;
      return { ...rest, status: 'running', startedAt: step.startedAt ?? event.at };
    }
    case 'step.finished':
      return {
        ...step,
        status: event.status,
        reason: event.reason,
        outputs: event.outputs,
        finishedAt: event.at,
        ...(event.category && { category: event.category }),
        ...(event.cachedFrom && { cachedFrom: event.cachedFrom }),
      };
    case 'attempt.started':
      if (step.attempts.some(attempt => attempt.number === event.attempt)) return step;
      return {
        ...step,
        attempts: [
          ...step.attempts,
          {
            number: event.attempt,
            status: 'running',
            startedAt: event.at,
            timings: {},
            edits: [],
            instructions: [],
            facts: {},
            usage: NO_USAGE,
            ...(event.repeats !== undefined && { repeats: event.repeats }),
          },
        ],
      };
    default: {
      const index = step.attempts.findIndex(attempt => attempt.number === event.attempt);
      const attempt = step.attempts[index];
      if (attempt === undefined) return step;
      return { ...step, attempts: step.attempts.with(index, changeAttempt(attempt, event)) };
    }
  }
}

function changeAttempt(attempt: AttemptState, event: AttemptEvent): AttemptState {
  switch (event.type) {
    case 'stage.started':
      return { ...endStage(attempt, event.at), stage: event.stage, stageStartedAt: event.at };
    case 'model.asked':
      return { ...attempt, prompt: event.prompt };
    case 'model.answered': {
      const { modelFailure: _modelFailure, ...rest } = attempt;
      return {
        ...rest,
        reply: { digest: event.reply, finish: event.finish, model: event.model },
        usage: addUsage(attempt.usage, event.tokens, event.usd),
      };
    }
    case 'model.failed':
      return { ...attempt, modelFailure: { category: event.category, message: event.message } };
    case 'artifact.proposed':
      return {
        ...attempt,
        artifact: event.artifact,
        proposed: event.artifact.digest,
        ...(event.change && { change: event.change }),
      };
    case 'artifact.edited':
      return {
        ...attempt,
        artifact: event.artifact,
        edits: [...attempt.edits, { rule: event.rule, reason: event.reason }],
      };
    case 'review.requested':
      return {
        ...attempt,
        status: 'waiting',
        review: { requestedAt: event.at, ...(event.deadline !== undefined && { deadline: event.deadline }) },
      };
    case 'review.answered':
      return {
        ...attempt,
        status: 'running',
        ...(event.artifact && { artifact: event.artifact }),
        review: {
          requestedAt: attempt.review?.requestedAt ?? event.at,
          decision: event.decision,
          by: event.by,
          ...(event.words !== undefined && { words: event.words }),
        },
      };
    case 'execution.started':
      return { ...attempt, execution: { kind: event.kind, name: event.name, adopted: false } };
    case 'execution.adopted':
      return attempt.execution ? { ...attempt, execution: { ...attempt.execution, adopted: true } } : attempt;
    case 'instruction.finished':
      return {
        ...attempt,
        instructions: [
          ...attempt.instructions.filter(instruction => instruction.index !== event.instruction.index),
          event.instruction,
        ],
        instructionTotal: event.total,
      };
    case 'execution.finished':
      return { ...attempt, exit: event.exit, log: event.log, facts: { ...attempt.facts, ...event.facts } };
    case 'attempt.finished': {
      const { stage: _stage, stageStartedAt: _stageStartedAt, ...ended } = endStage(attempt, event.at);
      return {
        ...ended,
        status: event.verdict.status,
        verdict: event.verdict,
        spent: event.spent,
        finishedAt: event.at,
      };
    }
    default:
      return attempt;
  }
}

function endStage(attempt: AttemptState, at: number): AttemptState {
  const stage: Stage | undefined = attempt.stage;
  if (stage === undefined || attempt.stageStartedAt === undefined) return attempt;
  const spent = Math.max(0, at - attempt.stageStartedAt);
  return { ...attempt, timings: { ...attempt.timings, [stage]: (attempt.timings[stage] ?? 0) + spent } };
}

function addUsage(usage: Usage, tokens: Tokens, usd: number | undefined): Usage {
  return {
    calls: usage.calls + 1,
    prompt: usage.prompt + tokens.prompt,
    output: usage.output + tokens.output,
    thoughts: usage.thoughts + tokens.thoughts,
    cached: usage.cached + tokens.cached,
    total: usage.total + tokens.total,
    usd: usage.usd + (usd ?? 0),
    unpriced: usage.unpriced + (usd === undefined ? 1 : 0),
  };
}
