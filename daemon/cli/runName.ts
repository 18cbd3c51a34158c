import type { AttemptState, RunState, StepState } from '../protocol/state.ts';
import { UserError } from '../protocol/userError.ts';
import type { DaemonLink } from './daemonLink.ts';

/** `RUN[/STEP[/N]]` as typed; `run` may be a prefix or `latest`. */
export interface RunName {
  readonly run: string;
  readonly step?: string;
  readonly attempt?: number;
}

export function parseRunName(text: string): RunName {
  const [run = '', step, attempt, ...rest] = text.split('/');
  const bad = run === '' || step === '' || rest.length > 0 || (attempt !== undefined && !isNumber(attempt));
  if (bad) {
    throw new UserError('invalid-params', `'${text}' names no run`, 'Write RUN, RUN/STEP or RUN/STEP/N.');
  }
  return {
    run,
    ...(step !== undefined && { step }),
    ...(attempt !== undefined && { attempt: Number(attempt) }),
  };
}

/** `STEP/N`, where the run is known. */
export function parseAttemptName(text: string): { step: string; attempt: number } {
  const [step = '', attempt = '', ...rest] = text.split('/');
  if (step === '' || !isNumber(attempt) || rest.length > 0) {
    throw new UserError('invalid-params', `'${text}' names no attempt`, 'Write STEP/N, such as image/2.');
  }
  return { step, attempt: Number(attempt) };
}

export async function findRun(daemon: DaemonLink, run: string): Promise<RunState> {
  return daemon.request('run/get', { run });
}

export function findStep(state: RunState, id: string): StepState {
  const step = state.steps.find(candidate => candidate.id === id);
  if (step === undefined) {
    const known = state.steps.map(candidate => candidate.id).join(', ');
    throw new UserError('unknown-attempt', `Run ${state.id} has no step '${id}'`, `Its steps: ${known}.`);
  }
  return step;
}

export function findAttempt(state: RunState, step: StepState, number: number): AttemptState {
  const attempt = step.attempts.find(candidate => candidate.number === number);
  if (attempt === undefined) {
    throw new UserError(
      'unknown-attempt',
      `Step ${step.id} of run ${state.id} has no attempt ${number}`,
      step.attempts.length === 0
        ? 'No attempt was started yet.'
        : `Its attempts: ${step.attempts.map(candidate => candidate.number).join(', ')}.`,
    );
  }
  return attempt;
}

function isNumber(text: string): boolean {
  return /^[1-9][0-9]{0,8}$/.test(text);
}
