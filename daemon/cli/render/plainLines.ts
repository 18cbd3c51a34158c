import type { RunEvent } from '../../protocol/events.ts';
import type { RunState } from '../../protocol/state.ts';
import { cleanLine, fitted } from '../../words/text.ts';
import { count, elapsed } from '../../words/units.ts';
import { runHead } from './runHead.ts';
import {
  agentWords,
  answerWords,
  artifactWords,
  attemptNumber,
  causeStart,
  checkLines,
  instructionWords,
  metricWords,
  modelWords,
  reviewWords,
  took,
} from './words.ts';

const CAUSE_LINES = 12;
const LINE = 400;

/** What an event says in a pipe: whole lines that name their step and attempt, for logs and for grep. */
export function plainLines(event: RunEvent, state: RunState): string[] {
  return lines(event, state).map(line => fitted(line, LINE));
}

function lines(event: RunEvent, state: RunState): string[] {
  switch (event.type) {
    case 'run.created':
      return runHead(state);
    case 'run.resumed':
      return [event.by === 'daemon' ? 'the daemon restarted: the run goes on' : 'the run goes on'];
    case 'run.interrupted':
      return [`interrupted: ${cleanLine(event.reason)}`];
    case 'file.written':
      return event.error === undefined
        ? event.what === 'outfile'
          ? [`wrote ${cleanLine(event.file)}`]
          : []
        : [`could not write ${cleanLine(event.file)}: ${cleanLine(event.error)}`];
    default:
      return 'step' in event ? stepLines(event, state) : [];
  }
}

function stepLines(event: Extract<RunEvent, { step: string }>, state: RunState): string[] {
  const step = state.steps.find(candidate => candidate.id === event.step);
  if (step === undefined) return [];
  switch (event.type) {
    case 'step.started':
      return [`${step.id}: ${agentWords(step)}, at most ${count(step.maxAttempts, 'attempt')}`];
    case 'step.finished': {
      if (event.cachedFrom)
        return [`${step.id}: succeeded, from the cache (${cachedWords(event.cachedFrom)})`];
      const time = took(step);
      const words = `${step.id}: ${event.status} after ${count(step.attempts.length, 'attempt')}`;
      const reason = event.status === 'succeeded' ? '' : `: ${cleanLine(event.reason)}`;
      return [`${words}${time === undefined ? '' : `, ${time}`}${reason}`];
    }
    default: {
      const prefix = `${step.id} ${attemptNumber(step, event.attempt)}: `;
      const [first, ...rest] = attemptLines(event, state);
      return first === undefined ? [] : [prefix + first, ...rest];
    }
  }
}

/** The first line goes on after the attempt's name, the others stand below it. */
function attemptLines(event: Extract<RunEvent, { attempt: number }>, state: RunState): string[] {
  switch (event.type) {
    case 'attempt.started':
      return event.repeats === undefined ? [] : [`executes the artifact of attempt ${event.repeats} again`];
    case 'model.asked':
      return [`asks ${modelWords(event.model)}`];
    case 'model.retrying':
      return [`waits ${elapsed(event.afterMs)} before it asks again: ${cleanLine(event.reason)}`];
    case 'model.answered':
      return [`answered in ${answerWords(event)}`];
    case 'artifact.proposed':
      return [`proposed ${artifactWords(event.artifact, event.change)}`];
    case 'artifact.edited':
      return [`preflight: ${cleanLine(event.reason)} (${cleanLine(event.rule)})`];
    case 'review.requested':
      return [`waits for a review; answer with: fractale review ${state.id}/${event.step}`];
    case 'review.answered':
      return [reviewWords(event)];
    case 'execution.started':
      return [`${event.kind === 'build' ? 'builds' : 'runs'} ${cleanLine(event.name)}`];
    case 'execution.adopted':
      return [`found ${cleanLine(event.name)} still there, and goes on with it`];
    case 'instruction.finished':
      return [instructionWords(event.instruction, event.total)];
    case 'attempt.finished': {
      const { verdict } = event;
      const attempt = state.steps
        .find(step => step.id === event.step)
        ?.attempts.find(candidate => candidate.number === event.attempt);
      const time = attempt && took(attempt);
      const facts = [verdict.category, time, event.spent ? undefined : 'not counted']
        .filter(Boolean)
        .join(', ');
      return [
        `${verdict.status}: ${cleanLine(verdict.summary)}${facts === '' ? '' : ` (${facts})`}`,
        ...causeStart(verdict, CAUSE_LINES).map(line => `  | ${line}`),
        ...checkLines(verdict.checks).map(line => `  ${line}`),
        ...verdict.metrics.map(metric => `  ${metricWords(metric)}`),
      ];
    }
    default:
      return [];
  }
}

/** `run a1b2, step image, attempt 2`. */
export function cachedWords(from: { run: string; step: string; attempt: number }): string {
  return `run ${from.run}, step ${from.step}, attempt ${from.attempt}`;
}
