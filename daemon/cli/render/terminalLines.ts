import { stripVTControlCharacters } from 'node:util';
import type { RunEvent } from '../../protocol/events.ts';
import type { RunState, StepState } from '../../protocol/state.ts';
import { cleanLine, displayWidth, fitted, pad, wrap } from '../../words/text.ts';
import { elapsed } from '../../words/units.ts';
import type { Paint } from './paint.ts';
import { cachedWords } from './plainLines.ts';
import { runHead } from './runHead.ts';
import {
  agentWords,
  answerWords,
  artifactWords,
  attemptNumber,
  causeStart,
  changeWords,
  checkLines,
  instructionsWords,
  metricWords,
  reviewWords,
  took,
} from './words.ts';

const CAUSE_LINES = 8;
/** Width of the column with the attempt's number, and of the one with what was done. */
const NUMBER = 7;
const DONE = 11;

/**
 * What stays on a terminal of the events of a run: one block a step, in it one block an attempt whose number
 * stands before its first line. What passes by (waiting, instructions, log lines) is on the live lines.
 */
export class TerminalLines {
  readonly #paint: Paint;
  /** The attempt whose number was printed last. */
  #numbered = '';
  /** The step whose head was printed last. */
  #headed = '';
  #answer: string | undefined;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  lines(event: RunEvent, state: RunState, columns: number): string[] {
    const paint = this.#paint;
    switch (event.type) {
      case 'run.created':
        return runHead(state, paint);
      case 'run.resumed':
        return [
          paint.warn(event.by === 'daemon' ? 'the daemon restarted: the run goes on' : 'the run goes on'),
        ];
      case 'file.written':
        if (event.error !== undefined) {
          return [paint.warn(`could not write ${cleanLine(event.file)}: ${cleanLine(event.error)}`)];
        }
        return event.what === 'outfile'
          ? [`${' '.repeat(NUMBER)}${this.#done('wrote', cleanLine(event.file))}`]
          : [];
      default: {
        const step = 'step' in event ? state.steps.find(candidate => candidate.id === event.step) : undefined;
        return 'step' in event && step !== undefined ? this.#stepLines(event, step, state, columns) : [];
      }
    }
  }

  #stepLines(
    event: Extract<RunEvent, { step: string }>,
    step: StepState,
    state: RunState,
    columns: number,
  ): string[] {
    if (event.type === 'step.started') return this.#stepHead(step, columns);
    if (event.type === 'step.finished') {
      // How a step ended is how its last attempt did, and why a run ended stands below the run.
      if (event.cachedFrom === undefined) return [];
      return [`  ${this.#done(this.#paint.good('✓'), `from the cache: ${cachedWords(event.cachedFrom)}`)}`];
    }
    const lines = this.#attemptLines(event, step, state, columns);
    if (lines.length === 0) return [];
    const name = `${event.step}/${event.attempt}`;
    const first = this.#numbered !== name;
    this.#numbered = name;
    const number = this.#paint.strong(pad(` ${attemptNumber(step, event.attempt)}`, NUMBER));
    // A run that goes on is in the middle of a step.
    const head = this.#headed === step.id ? [] : this.#stepHead(step, columns);
    return [
      ...head,
      ...lines.map((line, index) => (first && index === 0 ? number : ' '.repeat(NUMBER)) + line),
    ];
  }

  #stepHead(step: StepState, columns: number): string[] {
    this.#headed = step.id;
    const words = fitted(cleanLine(step.description ?? agentWords(step)), columns - step.id.length - 3);
    return ['', `${this.#paint.strong(this.#paint.name(step.id))}  ${this.#paint.faint(words)}`];
  }

  #attemptLines(
    event: Extract<RunEvent, { attempt: number }>,
    step: StepState,
    state: RunState,
    columns: number,
  ): string[] {
    const paint = this.#paint;
    switch (event.type) {
      case 'attempt.started':
        return event.repeats === undefined
          ? []
          : [this.#done('repeats', `attempt ${event.repeats}, whose execution was interrupted`)];
      case 'model.retrying':
        return this.#wrapped(
          paint.warn('waits'),
          `${elapsed(event.afterMs)} before it asks again: ${cleanLine(event.reason)}`,
          columns,
        );
      case 'model.answered':
        this.#answer = answerWords(event);
        return [];
      case 'artifact.proposed': {
        const change = event.change === undefined ? '' : `  ${this.#change(changeWords(event.change))}`;
        const answer = this.#answer === undefined ? '' : paint.faint(`  ${this.#answer}`);
        this.#answer = undefined;
        return [this.#done('proposed', `${artifactWords(event.artifact, undefined)}${change}${answer}`)];
      }
      case 'artifact.edited':
        return this.#wrapped('preflight', cleanLine(event.reason), columns);
      case 'review.requested':
        return [
          this.#done(paint.warn('review'), `waits for a person: fractale review ${state.id}/${event.step}`),
        ];
      case 'review.answered':
        return this.#wrapped('review', reviewWords(event), columns);
      case 'execution.adopted':
        return [this.#done('adopted', `${cleanLine(event.name)} was still there, and goes on`)];
      case 'attempt.finished':
        return this.#verdictLines(event, step, columns);
      default:
        return [];
    }
  }

  #verdictLines(event: RunEvent & { type: 'attempt.finished' }, step: StepState, columns: number): string[] {
    const paint = this.#paint;
    const { verdict } = event;
    const attempt = step.attempts.find(candidate => candidate.number === event.attempt);
    const facts = [
      verdict.category,
      attempt && took(attempt),
      attempt && instructionsWords(attempt),
      event.spent || verdict.status === 'succeeded' ? undefined : 'not counted',
    ].filter(fact => fact !== undefined);
    const indent = ' '.repeat(DONE);
    const width = columns - NUMBER - DONE - 3;
    const sign = this.#sign(verdict.status);
    const summary = cleanLine(verdict.summary);
    const head =
      verdict.status === 'succeeded'
        ? [this.#done(sign, `${summary}  ${paint.faint(facts.join(' · '))}`)]
        : [...this.#wrapped(sign, summary, columns), `${indent}${paint.faint(facts.join(' · '))}`];
    return [
      ...head,
      ...causeStart(verdict, CAUSE_LINES).map(line => `${indent}${paint.faint('│')} ${fitted(line, width)}`),
      ...checkLines(verdict.checks).map(line => {
        const words = fitted(line, width);
        return `${indent}${line.startsWith('✓') ? paint.faint(words) : paint.bad(words)}`;
      }),
      ...verdict.metrics.map(metric => `${indent}${paint.strong(metricWords(metric))}`),
    ];
  }

  #sign(status: string): string {
    if (status === 'succeeded') return this.#paint.good('✓');
    return status === 'failed' ? this.#paint.bad('✗ failed') : this.#paint.warn(`■ ${status}`);
  }

  #change(words: string): string {
    const [added = '', removed = ''] = words.split(' ');
    return `${this.#paint.good(added)} ${this.#paint.bad(removed)}`;
  }

  #done(done: string, words: string): string {
    return `${painted(done, DONE)}${words}`;
  }

  /** Long words go on below themselves. */
  #wrapped(done: string, words: string, columns: number): string[] {
    const [first = '', ...rest] = wrap(words, Math.max(20, columns - NUMBER - DONE - 1));
    const indent = ' '.repeat(DONE);
    return [this.#done(done, first), ...rest.map(line => indent + line)];
  }
}

/** A painted word filled up to a column's width; its escape sequences take none. */
function painted(word: string, columns: number): string {
  return word + ' '.repeat(Math.max(1, columns - displayWidth(stripVTControlCharacters(word))));
}
