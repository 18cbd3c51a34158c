import type { NewEvent } from '../../daemon/protocol/events.ts';
import { digestOf } from '../../daemon/store/digestOf.ts';

/** Events of a run of a plan file with one build step, without its artifacts' texts. */
export function runBegun(run: string, file: string): NewEvent[] {
  return [
    {
      type: 'run.created',
      run,
      plan: {
        name: 'bench',
        file,
        model: 'replay/bench',
        text: digestOf('plan'),
        limits: { minutes: 60, tokens: 500_000 },
        steps: [{ id: 'image', agent: 'build', target: 'local', review: 'auto', maxAttempts: 5 }],
      },
      options: { cwd: '/' },
    },
    { type: 'step.started', run, step: 'image' },
  ];
}

/** An attempt up to its build. */
export function buildBegun(run: string, number: number): NewEvent[] {
  const of = { run, step: 'image', attempt: number };
  return [
    { type: 'attempt.started', ...of },
    { type: 'stage.started', ...of, stage: 'execute' },
    { type: 'execution.started', ...of, kind: 'build', name: `${run}-${number}` },
  ];
}

/** The end of instruction `index` of an attempt's build. */
export function instructionDone(run: string, number: number, index: number): NewEvent {
  return {
    type: 'instruction.finished',
    run,
    step: 'image',
    attempt: number,
    total: index + 1,
    instruction: { index, text: `RUN install package-${index}`, line: index + 1, ms: 100, cached: false },
  };
}
