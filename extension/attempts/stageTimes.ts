import type { Stage } from '../../daemon/protocol/events.ts';
import type { AttemptState } from '../../daemon/protocol/state.ts';

/** One stage of an attempt. Times in milliseconds; `from` counts what the stages before it took. */
export interface StageTime {
  readonly stage: Stage;
  readonly state: 'pending' | 'running' | 'done' | 'failed';
  readonly from: number;
  readonly ms: number;
}

const STAGES: readonly Stage[] = ['compose', 'propose', 'preflight', 'review', 'execute', 'judge'];

/** Every stage in its order, those too that are still to come; a review only where there is one. */
export function stageTimes(attempt: AttemptState, reviewed: boolean, now: number): StageTime[] {
  let from = 0;
  const entered = STAGES.filter(stage => attempt.timings[stage] !== undefined || attempt.stage === stage);
  const last = attempt.status === 'failed' ? lastStage(attempt, entered) : undefined;
  return STAGES.filter(stage => stage !== 'review' || reviewed || entered.includes(stage)).map(stage => {
    const running = attempt.stage === stage;
    const going = running && attempt.stageStartedAt !== undefined ? now - attempt.stageStartedAt : 0;
    const ms = (attempt.timings[stage] ?? 0) + Math.max(0, going);
    const time: StageTime = {
      stage,
      state: running ? 'running' : stage === last ? 'failed' : entered.includes(stage) ? 'done' : 'pending',
      from,
      ms,
    };
    from += ms;
    return time;
  });
}

/** Where it failed: judging only says so. A failed success check is a failure of what was executed, too. */
function lastStage(attempt: AttemptState, entered: readonly Stage[]): Stage | undefined {
  if (attempt.exit !== undefined) return 'execute';
  return entered.findLast(stage => stage !== 'judge');
}
