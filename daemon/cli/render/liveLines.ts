import type { RunEvent } from '../../protocol/events.ts';
import type { AttemptState, RunState } from '../../protocol/state.ts';
import { cleanLine, fitted } from '../../words/text.ts';
import { cost, count, elapsed } from '../../words/units.ts';
import type { Paint } from './paint.ts';
import { active, attemptNumber } from './words.ts';

/** What a live view knows beyond the run's state: of the active attempt, what passes by. */
export interface Passing {
  readonly retry?: { readonly until: number; readonly reason: string };
  readonly instructions?: { readonly done: number; readonly total: number };
  readonly log?: { readonly lines: number; readonly last: string };
}

export function passing(before: Passing, event: RunEvent): Passing {
  switch (event.type) {
    case 'attempt.started':
    case 'stage.started':
    case 'attempt.finished':
      return {};
    case 'model.retrying':
      return { ...before, retry: { until: event.at + event.afterMs, reason: event.reason } };
    case 'model.asked':
    case 'model.answered': {
      const { retry: _retry, ...rest } = before;
      return rest;
    }
    case 'instruction.finished':
      return { ...before, instructions: { done: event.instruction.index, total: event.total } };
    default:
      return before;
  }
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** The lines below the finished ones: what is going on, the newest log line, and what the run has used so far. */
export function liveLines(
  state: RunState,
  seen: Passing,
  view: { readonly now: number; readonly columns: number; readonly notice?: string },
  paint: Paint,
): string[] {
  const width = view.columns - 1;
  const frame = FRAMES[Math.floor(view.now / FRAME_MS) % FRAMES.length] ?? '';
  const busy = fitted(activity(state, seen, view.now), width - 2);
  const lines = ['', `${paint.name(frame)} ${busy}`];
  if (seen.log?.last) lines.push(`  ${paint.faint(fitted(seen.log.last, width - 2))}`);
  const totals = [
    elapsed(view.now - state.createdAt),
    state.usage.calls > 0 ? count(state.usage.total, 'token') : undefined,
    cost(state.usage),
    view.notice ?? 'Ctrl-C cancels the run',
  ].filter(total => total !== undefined);
  lines.push(`  ${paint.faint(fitted(totals.join(' · '), width - 2))}`);
  return lines;
}

function activity(state: RunState, seen: Passing, now: number): string {
  const doing = active(state);
  if (doing === undefined) return 'the daemon prepares the next step';
  const { step, attempt } = doing;
  if (attempt === undefined) return `${step.id} · starts`;
  const since = attempt.stageStartedAt === undefined ? attempt.startedAt : attempt.stageStartedAt;
  const words = [
    `${step.id} ${attemptNumber(step, attempt.number)}`,
    stageWords(state, attempt, seen, now) ?? attempt.stage,
    elapsed(now - since),
    seen.log && seen.log.lines > 0 ? count(seen.log.lines, 'log line') : undefined,
  ];
  return words.filter(word => word !== undefined).join(' · ');
}

function stageWords(state: RunState, attempt: AttemptState, seen: Passing, now: number): string | undefined {
  switch (attempt.stage) {
    case 'propose':
      if (seen.retry && seen.retry.until > now) {
        return `waits ${elapsed(seen.retry.until - now)} before it asks again: ${cleanLine(seen.retry.reason)}`;
      }
      return `asks ${cleanLine(state.plan.model)}`;
    case 'review':
      return 'waits for a person';
    case 'execute':
      if (attempt.execution === undefined) return undefined;
      if (attempt.execution.kind === 'job') return `runs ${cleanLine(attempt.execution.name)}`;
      return seen.instructions === undefined
        ? `builds ${cleanLine(attempt.execution.name)}`
        : `builds, ${seen.instructions.done} of ${count(seen.instructions.total, 'instruction')} done`;
    default:
      return undefined;
  }
}
