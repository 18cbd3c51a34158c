import type { ArtifactRef, Change, Instruction, RunEvent } from '../../protocol/events.ts';
import type { AttemptState, RunState, StepState } from '../../protocol/state.ts';
import type { CheckResult, Metric, Verdict } from '../../protocol/verdict.ts';
import { cleanLine } from '../../words/text.ts';
import { count, dollars, duration } from '../../words/units.ts';

/** `build on local`. */
export function agentWords(step: Pick<StepState, 'agent' | 'target'>): string {
  return `${cleanLine(step.agent)} on ${cleanLine(step.target)}`;
}

/** The model's name, and that it is a recording when it is one. */
export function modelWords(name: string): string {
  const shown = cleanLine(name);
  return shown.startsWith('replay/') ? `${shown} (a recorded conversation)` : shown;
}

/** `2/5`. Attempts that failed for the machine's reasons are not counted, so they raise the second number. */
export function attemptNumber(step: StepState, number: number): string {
  const unspent = step.attempts.filter(attempt => attempt.number < number && attempt.spent === false).length;
  return `${number}/${step.maxAttempts + unspent}`;
}

export function changeWords(change: Change): string {
  return `+${change.added} −${change.removed}`;
}

/** `Dockerfile, 12 lines, +1 −1`. */
export function artifactWords(artifact: ArtifactRef, change: Change | undefined): string {
  const words = `${cleanLine(artifact.name)}, ${count(artifact.lines, 'line')}`;
  return change === undefined ? words : `${words}, ${changeWords(change)}`;
}

export function answerWords(event: RunEvent & { type: 'model.answered' }): string {
  const usd = event.usd === undefined ? '' : `, ${dollars(event.usd)}`;
  return `${duration(event.ms)}, ${count(event.tokens.total, 'token')}${usd}`;
}

/** `rejected by ada: use the package`. */
export function reviewWords(review: {
  readonly decision: 'accept' | 'edit' | 'reject';
  readonly by?: string;
  readonly words?: string;
}): string {
  const done = { accept: 'accepted', edit: 'edited', reject: 'rejected' }[review.decision];
  const words = review.words === undefined ? '' : `: ${cleanLine(review.words)}`;
  return `${done} by ${cleanLine(review.by ?? 'somebody')}${words}`;
}

export function instructionWords(instruction: Instruction, total: number): string {
  const end = instruction.failed
    ? 'failed'
    : instruction.cached
      ? 'from the cache'
      : duration(instruction.ms);
  return `${instruction.index}/${total} ${cleanLine(instruction.text)} (${end})`;
}

/** `7 instructions, 2 from the cache`; undefined when nothing was built. */
export function instructionsWords(attempt: AttemptState): string | undefined {
  const all = attempt.instructions.length;
  if (all === 0) return undefined;
  const cached = attempt.instructions.filter(instruction => instruction.cached).length;
  return `${count(all, 'instruction')}${cached > 0 ? `, ${cached} from the cache` : ''}`;
}

export function metricWords(metric: Metric): string {
  return `${cleanLine(metric.name)} = ${metricValue(metric)}`;
}

export function metricValue(metric: Metric): string {
  return `${metric.value}${metric.unit === undefined ? '' : ` ${cleanLine(metric.unit)}`}`;
}

export function checkWords(check: CheckResult): string {
  return `${check.passed ? '✓' : '✗'} ${cleanLine(check.check)}${check.detail === '' ? '' : `: ${cleanLine(check.detail)}`}`;
}

/**
 * Checks in few lines. Success: the names of what was asked for, beyond ending well. Failure: what was found; when
 * the process itself did not end well, nothing else can have held.
 */
export function checkLines(checks: readonly CheckResult[]): string[] {
  const failed = checks.filter(check => !check.passed);
  if (failed.length > 0) {
    const exit = failed.find(({ check }) => check.startsWith('exit '));
    return (exit === undefined ? failed : [exit]).map(checkWords);
  }
  const names = checks.map(({ check }) => cleanLine(check)).filter(name => !name.startsWith('exit '));
  return names.length === 0 ? [] : [`✓ ${names.join(', ')}`];
}

/** How long an attempt or step took, in words, when it has ended. */
export function took(timed: {
  readonly startedAt?: number;
  readonly finishedAt?: number;
}): string | undefined {
  if (timed.startedAt === undefined || timed.finishedAt === undefined) return undefined;
  return duration(timed.finishedAt - timed.startedAt);
}

/** The cause's lines, harmless. */
function causeLines(verdict: Verdict): string[] {
  return (verdict.cause ?? '')
    .split('\n')
    .map(line => cleanLine(line).trimEnd())
    .filter(line => line !== '');
}

/** The beginning of the cause, without what the summary said already, and a word about the rest. */
export function causeStart(verdict: Verdict, most = Number.POSITIVE_INFINITY): string[] {
  const [first = '', ...rest] = causeLines(verdict);
  const said = cleanLine(verdict.summary);
  const lines = first === '' || said.endsWith(first.trim()) ? rest : [first, ...rest];
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… ${count(lines.length - most, 'more line')}`];
}

/** The step that is worked on, with its newest attempt. */
export function active(state: RunState): { step: StepState; attempt?: AttemptState } | undefined {
  const step = state.steps.findLast(candidate => candidate.status === 'running');
  if (step === undefined) return undefined;
  const attempt = step.attempts.at(-1);
  return attempt === undefined || attempt.finishedAt !== undefined ? { step } : { step, attempt };
}

/** The metrics of a run: of every step that succeeded, those of its last attempt. */
export function runMetrics(state: RunState): { step: string; attempt: number; metric: Metric }[] {
  return state.steps.flatMap(step => {
    const attempt = step.attempts.findLast(candidate => candidate.status === 'succeeded');
    if (attempt === undefined) return [];
    return (attempt.verdict?.metrics ?? []).map(metric => ({
      step: step.id,
      attempt: attempt.number,
      metric,
    }));
  });
}
