import type { ExecutionResult, JobRequest } from '../platform.ts';
import type { ContainerState } from './containerState.ts';
import { stoppedResult } from './executionStop.ts';
import type { FollowedLog } from './followLog.ts';
import { failed } from './results.ts';

const KILLED = 137;
/** What a container's processes end with when the engine goes down and takes them along. */
const ENGINE_DOWN = new Set([KILLED, 143, 255]);

/** How a job ended that nobody stopped, by its container's last state. `head` is the log's beginning. */
export function jobResult(
  request: JobRequest,
  { state, outage }: FollowedLog,
  head: string,
): ExecutionResult {
  if (!state) return failed('infra.lost', `the container ${request.name} was removed while it ran`);
  const facts = jobFacts(request, state);
  const { exitCode: code, outOfMemory } = state;
  if (outOfMemory && code !== 0) {
    const mebibytes = Math.round(request.memoryBytes / 2 ** 20);
    const message = `killed: it used more than its ${mebibytes} MiB of memory`;
    return { exit: { kind: 'memory', code, message, category: 'run.memory' }, facts };
  }
  if (code === KILLED && state.finishedAt - state.startedAt >= request.limitMs) {
    return stoppedResult({ kind: 'deadline', limitMs: request.limitMs }, facts);
  }
  if (outage && ENGINE_DOWN.has(code)) {
    return failed(
      'infra.engine',
      `the Docker engine went down and ended the job with it (code ${code})`,
      facts,
    );
  }
  // docker-init starts the command, so a command that is not there is its message and not the engine's.
  const missing = /^\[FATAL tini \(\d+\)\] (exec .* failed: .*)/u.exec(head)?.[1];
  if (missing && (code === 126 || code === 127)) {
    return { exit: { kind: 'exited', code, message: missing, category: 'run.command' }, facts };
  }
  const message = outOfMemory ? 'a process of it was killed for using too much memory' : undefined;
  return { exit: { kind: 'exited', code, ...(message && { message }) }, facts };
}

export function jobFacts(request: JobRequest, state: ContainerState): Record<string, string> {
  return { image: request.image, imageId: state.imageId };
}
