import type { Agent, AgentStep } from '../agents/agent.ts';
import type { Model } from '../models/model.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { UserError } from '../protocol/userError.ts';
import type { FailureCategory } from '../protocol/verdict.ts';
import { workedMs } from './budget.ts';
import type { Recorder } from './recorder.ts';
import { type RunEnd, writeResults } from './results.ts';
import { ReviewOverdue } from './review.ts';
import type { ReviewGate } from './reviewGate.ts';
import type { RunServices } from './services.ts';
import { StepInterrupted, workStep } from './step.ts';
import { stepValues } from './stepValues.ts';
import type { StepWork } from './stepWork.ts';
import { Stop } from './stop.ts';
import { WorkClock } from './workClock.ts';

/** A run being worked: made for a new one, and again for one that goes on. */
export interface PlanRun {
  readonly plan: Plan;
  readonly recorder: Recorder;
  readonly services: RunServices;
  readonly gate: ReviewGate;
  readonly abort: AbortController;
  /** Who took it up again, when it is not new. */
  readonly resumedBy: 'daemon' | 'person' | undefined;
  model(): Promise<Model>;
}

/** Works a plan's steps in their order until one does not succeed. Its last event says how it ended. */
export async function workPlan(run: PlanRun): Promise<void> {
  const { recorder, abort } = run;
  const clock = new WorkClock(run.plan.limits.minutes, workedMs(recorder.state), reason =>
    abort.abort(reason),
  );
  clock.start();
  let end: RunEnd;
  try {
    end = await workSteps(run, clock);
  } catch (error) {
    end = endOf(run, error);
  } finally {
    clock.stop();
  }
  await writeResults(recorder, end);
  recorder.appendLast(end);
}

async function workSteps(run: PlanRun, clock: WorkClock): Promise<RunEnd> {
  const { recorder, plan } = run;
  const { useCache = false, incremental = false, step: only } = recorder.state.options;
  for (const step of plan.steps) {
    const before = recorder.step(step.id).status;
    // Only a person begins a step anew that has ended: a crash left the run's end to be recorded.
    const over = run.resumedBy !== 'person' && (before === 'failed' || before === 'cancelled');
    const status = over ? before : await workStep(await stepWork(run, step, clock), fromCache(step.id));
    if (incremental) await writeResults(recorder);
    if (status === 'succeeded') continue;
    const { reason, category } = recorder.step(step.id);
    return finished(
      status === 'cancelled' ? 'cancelled' : 'failed',
      `step ${step.id}: ${reason ?? status}`,
      category,
    );
  }
  return finished(
    'succeeded',
    only === undefined ? 'every step succeeded' : `step ${only} succeeded; no later step was asked for`,
  );

  function fromCache(id: string): boolean {
    return only === undefined ? useCache : id !== only;
  }
}

function finished(
  status: 'succeeded' | 'failed' | 'cancelled',
  reason: string,
  category?: FailureCategory,
): RunEnd {
  return { type: 'run.finished', status, reason, ...(category && { category }) };
}

/** What an error means for the run: some only set it aside. */
function endOf({ recorder, services }: PlanRun, error: unknown): RunEnd {
  if (error instanceof StepInterrupted || error instanceof ReviewOverdue) {
    return { type: 'run.interrupted', reason: error.message };
  }
  if (error instanceof Stop) {
    if (error.kind === 'shutdown') return { type: 'run.interrupted', reason: error.message };
    return finished(error.kind === 'time' ? 'failed' : 'cancelled', error.message, error.category);
  }
  if (error instanceof UserError) {
    const reason = error.next === undefined ? error.message : `${error.message} ${error.next}`;
    const missing =
      error.code === 'missing-key' || error.code === 'missing-engine' || error.code === 'storage';
    return missing ? { type: 'run.interrupted', reason } : finished('failed', reason);
  }
  services.warn(`run ${recorder.run} ended by an error of Fractale itself`, error);
  const message = error instanceof Error ? error.message : String(error);
  return finished(
    'failed',
    `an error in Fractale itself: ${message}. The daemon's log has the details.`,
    'internal',
  );
}

async function stepWork(run: PlanRun, step: PlanStep, clock: WorkClock): Promise<StepWork> {
  const { recorder, services, plan } = run;
  const agent: Agent | undefined = services.agents.find(({ name }) => name === step.agent);
  if (agent === undefined)
    throw new UserError('invalid-plan', `Step ${step.id} names the unknown agent ${step.agent}.`);
  const { options, steps } = recorder.state;
  const platform = await services.openPlatform(step.target, options.environment);
  const target = await platform.probe();
  const earlier = steps.slice(
    0,
    steps.findIndex(({ id }) => id === step.id),
  );
  const values = await stepValues(agent, step, earlier, options.cwd);
  return {
    ...run,
    step,
    agent,
    platform,
    clock,
    signal: run.abort.signal,
    agentStep: (attempt): AgentStep => ({
      owner: { home: services.store.id, run: recorder.run, step: step.id, attempt },
      values,
      target,
      ...(plan.goal !== undefined && { goal: plan.goal }),
    }),
  };
}
