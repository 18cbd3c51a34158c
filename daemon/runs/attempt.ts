import type { Agent, AgentStep } from '../agents/agent.ts';
import { categorize } from '../evidence/categorize.ts';
import { changeOf } from '../evidence/change.ts';
import { distill } from '../evidence/distill.ts';
import { fingerprint } from '../evidence/fingerprint.ts';
import { readReply } from '../evidence/reply.ts';
import { type Model, ModelError, type ModelReply } from '../models/model.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { ExecutionIo, ExecutionResult, Platform } from '../platforms/platform.ts';
import type { Exit } from '../protocol/events.ts';
import type { AttemptState } from '../protocol/state.ts';
import type { FailureCategory } from '../protocol/verdict.ts';
import { exhausted } from './budget.ts';
import { composePrompt } from './compose.ts';
import { earlierAttempts, previousArtifact, sameAsBefore } from './history.ts';
import { judge } from './judge.ts';
import type { Recorder, RunEventBody } from './recorder.ts';
import type { ReviewGate } from './reviewGate.ts';
import type { RunServices } from './services.ts';
import { stopOf } from './stop.ts';
import { type Ending, ended, failed, succeeded } from './verdicts.ts';
import type { WorkClock } from './workClock.ts';

/** One step being worked: what every attempt of it needs. */
export interface StepWork {
  readonly plan: Plan;
  readonly step: PlanStep;
  readonly agent: Agent;
  readonly services: RunServices;
  readonly recorder: Recorder;
  readonly platform: Platform;
  readonly gate: ReviewGate;
  readonly clock: WorkClock;
  readonly signal: AbortSignal;
  /** Opened at the first question: an attempt that only has to be adopted needs no key. */
  model(): Promise<Model>;
  agentStep(attempt: number): AgentStep;
}

/** Ends an attempt from anywhere inside it. */
class AttemptEnd extends Error {
  readonly ending: Ending;
  constructor(ending: Ending) {
    super(ending.verdict.summary);
    this.ending = ending;
  }
}

/** A review that nobody answered before its deadline: the run is set aside, and `resume` asks again. */
export class ReviewOverdue extends Error {}

/**
 * Works one attempt to its end: propose → preflight → review → execute → judge. What its events show as done
 * already is not done again, so the same call goes on with an attempt that a crash broke off.
 */
export async function workAttempt(work: StepWork, number: number): Promise<Ending> {
  const ending = await endingOf(work, number);
  // An execution's traces go only once what it left is recorded.
  work.recorder.append({ type: 'attempt.finished', step: work.step.id, attempt: number, ...ending });
  const attempt = attemptState(work, number);
  if (attempt.execution !== undefined) await work.platform.release(work.agentStep(number).owner);
  if (attempt.artifact !== undefined) {
    work.services.versions.record({
      run: work.recorder.run,
      step: work.step.id,
      attempt: number,
      name: attempt.artifact.name,
      text: work.recorder.text(attempt.artifact.digest),
      verdict: ending.verdict,
    });
  }
  return ending;
}

async function endingOf(work: StepWork, number: number): Promise<Ending> {
  try {
    const attempt = attemptState(work, number);
    if (attempt.artifact === undefined) await propose(work, number);
    if (attempt.execution === undefined) {
      preflight(work, number);
      if (work.step.review === 'ask') await review(work, number);
    }
    return await judgeExecution(work, number, await execute(work, number));
  } catch (error) {
    if (error instanceof AttemptEnd) return error.ending;
    const stop = stopOf(work.signal);
    if (stop === undefined || error instanceof ReviewOverdue) throw error;
    return stopped(work, stop.kind, stop.message);
  }
}

function stopped(work: StepWork, kind: 'cancel' | 'shutdown' | 'time', message: string): Ending {
  if (kind === 'cancel') return ended('cancelled', 'cancelled');
  if (kind === 'shutdown') return ended('interrupted', message);
  const ending = failed('limit.time', message, fingerprint('limit.time', { text: work.step.id }));
  return { spent: false, verdict: { ...ending.verdict, retryable: false } };
}

async function propose(work: StepWork, number: number): Promise<void> {
  const { recorder, step, agent } = work;
  const at = { step: step.id, attempt: number };
  const attempt = attemptState(work, number);
  if (attempt.repeats !== undefined) {
    const before = attemptState(work, attempt.repeats);
    if (before.artifact !== undefined) {
      recorder.append({ type: 'artifact.proposed', ...at, artifact: before.artifact });
      return;
    }
  }
  if (attempt.modelFailure !== undefined)
    throw fail(work, attempt.modelFailure.category, attempt.modelFailure.message);
  const reply = attempt.reply === undefined ? await ask(work, number) : recorder.text(attempt.reply.digest);
  const read = readReply(reply, agent.artifact);
  if ('category' in read) throw fail(work, read.category, read.message);
  const same = sameAsBefore(recorder, step.id, number, read.text);
  if (same !== undefined) {
    throw fail(
      work,
      'reply.unchanged',
      `The ${agent.artifact.name} is the same as in attempt ${same.number}, which failed: ${same.verdict?.summary ?? ''}`,
    );
  }
  const previous = previousArtifact(recorder, step.id, number);
  const change = previous && changeOf(previous.text, read.text);
  const artifact = recorder.artifact(agent.artifact.name, read.text);
  recorder.append({ type: 'artifact.proposed', ...at, artifact, ...(change && { change }) }, [read.text]);
}

async function ask(work: StepWork, number: number): Promise<string> {
  const { recorder, step, plan } = work;
  const at = { step: step.id, attempt: number };
  const spent = exhausted(recorder.state, plan.limits);
  if (spent !== undefined) throw fail(work, spent.category, spent.message);
  recorder.append({ type: 'stage.started', ...at, stage: 'compose' });
  const prompt = promptOf(work, number);
  const model = await work.model();
  work.signal.throwIfAborted();
  recorder.append({ type: 'stage.started', ...at, stage: 'propose' });
  recorder.append(
    {
      type: 'model.asked',
      ...at,
      model: model.name,
      prompt: recorder.digest(prompt),
      promptChars: prompt.length,
    },
    [prompt],
  );
  const answered = (reply: ModelReply): RunEventBody => ({
    type: 'model.answered',
    ...at,
    model: model.name,
    reply: recorder.digest(reply.text),
    finish: reply.finish,
    tokens: reply.tokens,
    ms: Math.round(reply.ms),
    ...(reply.usd !== undefined && { usd: reply.usd }),
  });
  try {
    const reply = await model.ask(prompt, {
      step: step.id,
      ordinal: recorder.step(step.id).attempts.reduce((sum, attempt) => sum + attempt.usage.calls, 0),
      signal: work.signal,
      onRetry: (afterMs, reason) => recorder.append({ type: 'model.retrying', ...at, afterMs, reason }),
    });
    recorder.append(answered(reply), [reply.text]);
    return reply.text;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { category, partial } = error;
    const message = error.next === undefined ? error.message : `${error.message} ${error.next}`;
    const failure = { type: 'model.failed', ...at, model: model.name, category, message } as const;
    // Together: after a crash, a reply that stood alone would be taken for a good one.
    if (partial === undefined) recorder.append(failure);
    else recorder.appendAll([answered(partial), failure], [partial.text]);
    throw fail(work, category, message);
  }
}

/** The first prompt of a step when `number` is 1; later ones carry the evidence of what failed. */
export function promptOf(
  work: Pick<StepWork, 'agent' | 'step' | 'plan' | 'recorder' | 'agentStep'>,
  number: number,
): string {
  const agentStep = work.agentStep(number);
  const previous = previousArtifact(work.recorder, work.step.id, number);
  const details = agentStep.values.details;
  return composePrompt({
    parts: work.agent.prompt(agentStep),
    repairTask: work.agent.repairTask(agentStep),
    details: typeof details === 'string' ? details.split('\n').flatMap(line => line.trim() || []) : [],
    earlier: earlierAttempts(work.recorder, work.step.id, number),
    ...(work.plan.goal !== undefined && { goal: work.plan.goal }),
    ...(previous && { previous }),
  });
}

function preflight(work: StepWork, number: number): void {
  const { recorder, step, agent } = work;
  const at = { step: step.id, attempt: number };
  recorder.append({ type: 'stage.started', ...at, stage: 'preflight' });
  const { edits, refused } = agent.preflight(artifactText(work, number), work.agentStep(number));
  for (const { rule, reason, text } of edits) {
    const artifact = recorder.artifact(agent.artifact.name, text);
    recorder.append({ type: 'artifact.edited', ...at, rule, reason, artifact }, [text]);
  }
  if (refused !== undefined) throw fail(work, refused.category, refused.cause);
}

async function review(work: StepWork, number: number): Promise<void> {
  const { recorder, step, agent, gate } = work;
  const at = { step: step.id, attempt: number };
  let answer = attemptState(work, number).review;
  if (answer?.decision === undefined) {
    const deadline = step.reviewMinutes === undefined ? undefined : Date.now() + step.reviewMinutes * 60_000;
    recorder.append({ type: 'stage.started', ...at, stage: 'review' });
    recorder.append({ type: 'review.requested', ...at, ...(deadline !== undefined && { deadline }) });
    work.clock.stop();
    const given = await gate.wait(
      { run: recorder.run, ...at },
      deadline,
      work.signal,
      ({ decision, by, text }) => {
        const edited = decision === 'edit' ? text : undefined;
        recorder.append(
          {
            type: 'review.answered',
            ...at,
            decision,
            by,
            ...(decision === 'reject' && text !== undefined && { words: text }),
            ...(edited !== undefined && { artifact: recorder.artifact(agent.artifact.name, edited) }),
          },
          edited === undefined ? [] : [edited],
        );
      },
    );
    work.clock.start();
    if (given === undefined)
      throw new ReviewOverdue(`nobody answered the review within ${step.reviewMinutes} minutes`);
    answer = attemptState(work, number).review;
  }
  if (answer?.decision === 'reject')
    throw fail(work, 'person.rejected', answer.words ?? 'no reason was given');
  if (answer?.decision === 'edit') preflight(work, number);
}

async function execute(work: StepWork, number: number): Promise<Exit> {
  const { recorder, step, agent, platform, services } = work;
  const at = { step: step.id, attempt: number };
  const attempt = attemptState(work, number);
  if (attempt.exit !== undefined) return attempt.exit;
  const agentStep = work.agentStep(number);
  const text = artifactText(work, number);
  const log = await services.logs.writer({ run: recorder.run, ...at }, services.redactor);
  const io: ExecutionIo = {
    signal: work.signal,
    write: chunk => log.write(chunk),
    restart: () => log.restart(),
    instruction: (instruction, total) =>
      recorder.append({ type: 'instruction.finished', ...at, total, instruction }),
  };
  let result: ExecutionResult | undefined;
  try {
    if (attempt.execution === undefined) {
      work.signal.throwIfAborted();
      const name = agent.executionName(agentStep);
      recorder.append({ type: 'stage.started', ...at, stage: 'execute' });
      recorder.append({ type: 'execution.started', ...at, kind: agent.kind, name });
      result = await agent.execute(text, agentStep, platform, io);
    } else {
      result = await agent.adopt(text, agentStep, platform, {
        ...io,
        restart: async () => {
          recorder.append({ type: 'execution.adopted', ...at, name: attempt.execution?.name ?? '' });
          await log.restart();
        },
      });
    }
  } finally {
    await log.close();
  }
  if (result === undefined) {
    throw new AttemptEnd(ended('interrupted', 'the daemon ended while it ran, and it is not there any more'));
  }
  const { exit, facts } = result;
  const { lines, bytes } = log;
  recorder.append({ type: 'execution.finished', ...at, exit, log: { lines, bytes }, facts });
  return exit;
}

async function judgeExecution(work: StepWork, number: number, exit: Exit): Promise<Ending> {
  const { recorder, step, agent, services } = work;
  const name = { run: recorder.run, step: step.id, attempt: number };
  recorder.append({ type: 'stage.started', step: step.id, attempt: number, stage: 'judge' });
  const stop = stopOf(work.signal);
  if (exit.kind === 'cancelled' && stop !== undefined) return stopped(work, stop.kind, stop.message);
  const text = artifactText(work, number);
  const judged = await judge({
    kind: agent.kind,
    exit,
    lines: services.logs.lines(name),
    success: step.success,
    degenerate: agent.degenerate?.(text, work.agentStep(number)),
  });
  if (judged.failed === undefined) {
    return succeeded(
      agent.kind === 'build' ? 'the image was built' : 'the application ran',
      judged.checks,
      judged.metrics,
    );
  }
  const cause = await distill(services.logs.lines(name), agent.kind);
  const ownExit = judged.failed.category === 'check.exit' && exit.kind === 'exited' && exit.code !== 0;
  const found =
    exit.category ??
    (ownExit ? fromLog(agent.kind, categorize(agent.kind, cause, exit)) : judged.failed.category);
  // The engine's own words say more than the log only where the engine knows the reason.
  const engine = exit.category === undefined && exit.kind === 'exited' ? undefined : exit.message;
  const check = ownExit || exit.kind !== 'exited' ? undefined : judged.failed.detail;
  const evidence = [engine, check, cause.text].filter(Boolean).join('\n').slice(0, 2000);
  return failed(found, evidence, fingerprint(found, { ...cause, text: evidence }), {
    checks: judged.checks,
    metrics: judged.metrics,
    headline: engine ?? check ?? cause.error ?? cause.text,
  });
}

/** A job's own log cannot declare the machine at fault: only the platform can. */
function fromLog(kind: 'build' | 'job', category: FailureCategory): FailureCategory {
  return kind === 'job' && category.startsWith('infra.') ? 'run.exit' : category;
}

function fail(work: StepWork, category: FailureCategory, cause: string): AttemptEnd {
  const text = cause.slice(0, 2000);
  const print = fingerprint(category, {
    text: category.startsWith('reply.') ? `${work.step.id} ${category}` : text,
  });
  return new AttemptEnd(failed(category, text, print));
}

function artifactText(work: StepWork, number: number): string {
  const { artifact } = attemptState(work, number);
  if (artifact === undefined) throw new Error(`attempt ${number} of step ${work.step.id} has no artifact`);
  return work.recorder.text(artifact.digest);
}

function attemptState(work: Pick<StepWork, 'recorder' | 'step'>, number: number): AttemptState {
  const attempt = work.recorder.step(work.step.id).attempts.find(attempt => attempt.number === number);
  if (attempt === undefined) throw new Error(`step ${work.step.id} has no attempt ${number}`);
  return attempt;
}
