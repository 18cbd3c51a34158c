import type { Agent, AgentStep } from '../agents/agent.ts';
import { fingerprint } from '../evidence/fingerprint.ts';
import type { Model } from '../models/model.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { Platform } from '../platforms/platform.ts';
import type { AttemptState } from '../protocol/state.ts';
import type { FailureCategory } from '../protocol/verdict.ts';
import type { Recorder } from './recorder.ts';
import type { ReviewGate } from './reviewGate.ts';
import type { RunServices } from './services.ts';
import { type Ending, failed } from './verdicts.ts';
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
export class AttemptEnd extends Error {
  readonly ending: Ending;
  constructor(ending: Ending) {
    super(ending.verdict.summary);
    this.ending = ending;
  }
}

/** The end of an attempt that failed before anything was executed. */
export function fail(work: StepWork, category: FailureCategory, cause: string): AttemptEnd {
  const text = cause.slice(0, 2000);
  const print = fingerprint(category, {
    text: category.startsWith('reply.') ? `${work.step.id} ${category}` : text,
  });
  return new AttemptEnd(failed(category, text, print));
}

/** The text of an attempt's artifact as it stands. */
export function artifactText(work: StepWork, number: number): string {
  const { artifact } = attemptState(work, number);
  if (artifact === undefined) throw new Error(`attempt ${number} of step ${work.step.id} has no artifact`);
  return work.recorder.text(artifact.digest);
}

export function attemptState(work: Pick<StepWork, 'recorder' | 'step'>, number: number): AttemptState {
  const attempt = work.recorder.step(work.step.id).attempts.find(attempt => attempt.number === number);
  if (attempt === undefined) throw new Error(`step ${work.step.id} has no attempt ${number}`);
  return attempt;
}
