import type { ExecutionResult } from '../platform.ts';
import type { BoundedLog } from './boundedLog.ts';
import type { DockerTools } from './dockerTools.ts';
import { type ExecutionStop, stoppedResult } from './executionStop.ts';
import { failed, succeeded } from './results.ts';
import { runTool, toolEnvironment } from './runTool.ts';

/** Loads an image into the nodes of the current kind cluster. */
export async function loadIntoKind(
  tools: DockerTools,
  image: string,
  log: BoundedLog,
  stop: ExecutionStop,
): Promise<ExecutionResult> {
  let last = '';
  const end = await runTool(['kind', 'load', 'docker-image', image], {
    env: toolEnvironment(tools.environment),
    signal: stop.signal,
    onOutput: async chunk => {
      last = (last + chunk.toString('utf8')).slice(-500);
      await log.write(chunk);
    },
  });
  if (stop.reason) return stoppedResult(stop.reason);
  if (end.kind === 'missing') {
    const message = 'loading the image needs kind, which is not on PATH: see https://kind.sigs.k8s.io';
    return failed('infra.tool', message);
  }
  if (end.kind === 'exited' && end.code === 0) return succeeded({});
  const why = last.trim().split('\n').at(-1) || 'no output';
  return failed('infra.tool', `kind load docker-image ${image} failed: ${why}`);
}
