import type { ExecutionResult } from '../platform.ts';
import type { BoundedLog } from './boundedLog.ts';
import { statusLine } from './buildProgress.ts';
import { isObject } from './dockerConfig.ts';
import type { DockerTools } from './dockerTools.ts';
import { EngineError } from './engineClient.ts';
import { type ExecutionStop, stoppedResult } from './executionStop.ts';
import type { ImageReference } from './imageReference.ts';
import { JsonLines, NotJsonError } from './jsonLines.ts';
import { pushFailure } from './registryFailure.ts';
import { engineFailed, failed, succeeded } from './results.ts';

/** Pushes an image; the facts of a success have the `digest` that the registry gave it. */
export async function pushImage(
  tools: DockerTools,
  reference: ImageReference,
  log: BoundedLog,
  stop: ExecutionStop,
): Promise<ExecutionResult> {
  const { name, tag } = reference;
  const where = `${name}:${tag}`;
  const lines = new JsonLines();
  let digest: string | undefined;
  let error: string | undefined;
  const take = async (messages: unknown[]): Promise<void> => {
    for (const message of messages) {
      if (!isObject(message)) continue;
      if (typeof message.status === 'string') await log.write(statusLine(message));
      if (isObject(message.aux) && typeof message.aux.Digest === 'string') digest = message.aux.Digest;
      if (typeof message.error === 'string') error = message.error;
      else if (isObject(message.errorDetail)) error = String(message.errorDetail.message);
    }
  };
  try {
    const headers = { 'X-Registry-Auth': await tools.credentials.header(reference.registry) };
    const call = { method: 'POST', path: `/images/${name}/push`, query: { tag }, headers } as const;
    for await (const chunk of tools.engine.chunks({ ...call, signal: stop.signal }))
      await take(lines.push(chunk));
    await take(lines.end());
  } catch (thrown) {
    if (stop.reason) return stoppedResult(stop.reason);
    if (thrown instanceof NotJsonError) return failed('infra.engine', `pushing ${where}: ${thrown.message}`);
    if (!(thrown instanceof EngineError) || thrown.status === undefined)
      return engineFailed(tools.engine, thrown);
    error = thrown.message;
  }
  if (stop.reason) return stoppedResult(stop.reason);
  if (error !== undefined) {
    await log.write(`${error}\n`);
    return failed(pushFailure(error), `pushing ${where} failed: ${error}`);
  }
  if (digest === undefined) return failed('infra.registry', `pushing ${where} ended without a digest`);
  return succeeded({ digest });
}
