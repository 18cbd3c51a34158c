import type { Agent, AgentStep } from '../agents/agent.ts';
import type { Model } from '../models/model.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { UserError } from '../protocol/userError.ts';
import { ReviewOverdue, type StepWork } from './attempt.ts';
import { workedMs } from './budget.ts';
import type { Recorder } from './recorder.ts';
import { writeResults } from './results.ts';
import type { ReviewGate } from './reviewGate.ts';
import type { RunServices } from './services.ts';
import { StepInterrupted, workStep } from './step.ts';
import { stepValues } from './stepValues.ts';
import { Stop } from './stop.ts';
import { WorkClock } from './workClock.ts';

/** A run being worked: made for a new one, and again for one that goes on. */
export interface PlanRun {
  readonly plan: Plan;
  readonly recorder: Recorder;
  readonly services: RunServices;
  readonly gate: ReviewGate;
  readonly abort: AbortController;
  model(): Promise<Model>;
}

/** Works a plan's steps in their order until one does not succeed. Always leaves an event that says how it ended. */
export async function workPlan(run: PlanRun): Promise<void> {
  const { recorder, abort } = run;
  const clock = new WorkClock(run.plan.limits.minutes, workedMs(recorder.state), reason =>
    abort.abort(reason),
  );
  clock.start();
  const incremental = recorder.state.options.incremental === true;
  try {
    for (const step of run.plan.steps) {
      const status = await workStep(
        await stepWork(run, step, clock),
        recorder.state.options.useCache === true,
      );
      if (incremental) await writeResults(recorder);
      if (status !== 'succeeded') {
        const { reason, category } = recorder.step(step.id);
        recorder.append({
          type: 'run.finished',
          status: status === 'cancelled' ? 'cancelled' : 'failed',
          reason: `step ${step.id}: ${reason ?? status}`,
          ...(category && { category }),
        });
        return;
      }
    }
    recorder.append({ type: 'run.finished', status: 'succeeded', reason: 'every step succeeded' });
  } catch (error) {
    recordFailure(run, error);
  } finally {
    clock.stop();
    await writeResults(recorder);
  }
}

function recordFailure({ recorder, services }: PlanRun, error: unknown): void {
  if (error instanceof StepInterrupted || error instanceof ReviewOverdue) {
    recorder.append({ type: 'run.interrupted', reason: error.message });
  } else if (error instanceof Stop && error.kind === 'shutdown') {
    recorder.append({ type: 'run.interrupted', reason: error.message });
  } else if (error instanceof Stop) {
    const status = error.kind === 'time' ? 'failed' : 'cancelled';
    recorder.append({ type: 'run.finished', status, reason: error.message, category: error.category });
  } else if (error instanceof UserError) {
    const reason = error.next === undefined ? error.message : `${error.message} ${error.next}`;
    if (error.code === 'missing-key' || error.code === 'missing-engine') {
      recorder.append({ type: 'run.interrupted', reason });
    } else {
      recorder.append({ type: 'run.finished', status: 'failed', reason });
    }
  } else {
    services.warn(`run ${recorder.run} ended by an error of Fractale itself`, error);
    const reason = `an error in Fractale itself: ${(error as Error).message}. The daemon's log has the details.`;
    recorder.append({ type: 'run.finished', status: 'failed', reason, category: 'internal' });
  }
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
