import type { ExecutionIo, ExecutionResult } from '../platforms/platform.ts';
import type { Exit } from '../protocol/events.ts';
import { InstructionEvents } from './instructionEvents.ts';
import { AttemptEnd, artifactText, attemptState, type StepWork } from './stepWork.ts';
import { ended } from './verdicts.ts';

/** Executes the artifact, or goes on with an execution that outlived the daemon. */
export async function execute(work: StepWork, number: number): Promise<Exit> {
  const { recorder, step, agent, platform, services } = work;
  const at = { step: step.id, attempt: number };
  const attempt = attemptState(work, number);
  if (attempt.exit !== undefined) return attempt.exit;
  const agentStep = work.agentStep(number);
  const text = artifactText(work, number);
  const log = await services.logs.writer({ run: recorder.run, ...at }, services.redactor);
  const instructions = new InstructionEvents(recorder, at);
  const io: ExecutionIo = {
    signal: work.signal,
    write: chunk => log.write(chunk),
    restart: () => log.restart(),
    instruction: (instruction, total) => instructions.add(instruction, total),
  };
  let result: ExecutionResult | undefined;
  try {
    if (attempt.execution === undefined) {
      work.signal.throwIfAborted();
      const name = agent.executionName(agentStep);
      recorder.append({ type: 'stage.started', ...at, stage: 'execute' });
      recorder.append({ type: 'execution.started', ...at, kind: agent.kind, name });
      result = await agent.execute(text, agentStep, platform, io);
    } else {
      result = await agent.adopt(text, agentStep, platform, {
        ...io,
        restart: async () => {
          recorder.append({ type: 'execution.adopted', ...at, name: attempt.execution?.name ?? '' });
          await log.restart();
        },
      });
    }
  } finally {
    await log.close();
  }
  instructions.flush();
  if (result === undefined) {
    throw new AttemptEnd(ended('interrupted', 'the daemon ended while it ran, and it is not there any more'));
  }
  const { exit, facts } = result;
  const { lines, bytes } = log;
  recorder.append({ type: 'execution.finished', ...at, exit, log: { lines, bytes }, facts });
  return exit;
}
