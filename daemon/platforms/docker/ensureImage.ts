import type { ExecutionResult, JobRequest } from '../platform.ts';
import { isObject } from './dockerConfig.ts';
import type { DockerTools } from './dockerTools.ts';
import { EngineError } from './engineClient.ts';
import type { ExecutionStop } from './executionStop.ts';
import { parseImageReference } from './imageReference.ts';
import { JsonLines, NotJsonError } from './jsonLines.ts';
import { pullFailure } from './registryFailure.ts';
import { engineFailed, failed } from './results.ts';

const IMAGE_ID = /^sha256:[0-9a-f]{64}$/u;

/** The id of an image on the engine; undefined when it is not there. Throws an `EngineError`. */
export async function findImage(tools: DockerTools, image: string): Promise<string | undefined> {
  if (!IMAGE_ID.test(image) && !parseImageReference(image)) return undefined;
  try {
    const found = await tools.engine.json({ path: `/images/${image}/json` });
    return isObject(found) && typeof found.Id === 'string' ? found.Id : undefined;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

/** Sees to it that a job's image is on the engine, as its pull policy says; the result why it cannot be. */
export async function ensureImage(
  tools: DockerTools,
  request: JobRequest,
  stop: ExecutionStop,
): Promise<ExecutionResult | undefined> {
  const { image, pull } = request;
  const reference = parseImageReference(image);
  if (!reference && !IMAGE_ID.test(image))
    return failed('artifact.invalid', `"${image}" is not a valid image name`);
  try {
    const present = pull !== 'always' && (await findImage(tools, image)) !== undefined;
    if (present) return undefined;
  } catch (error) {
    return engineFailed(tools.engine, error);
  }
  if (!reference || pull === 'never') {
    const message = `the image ${image} is not on this engine and must not be pulled: build it first, or allow pulling`;
    return failed('build.image', message);
  }
  let error: string | undefined;
  const take = (messages: unknown[]): void => {
    for (const message of messages) if (isObject(message) && message.error) error = String(message.error);
  };
  try {
    const headers = { 'X-Registry-Auth': await tools.credentials.header(reference.registry) };
    const query = { fromImage: reference.name, tag: reference.tag };
    const call = { method: 'POST', path: '/images/create', query, headers, signal: stop.signal } as const;
    const lines = new JsonLines();
    for await (const chunk of tools.engine.chunks(call)) take(lines.push(chunk));
    take(lines.end());
  } catch (thrown) {
    if (thrown instanceof NotJsonError) return failed('infra.engine', `pulling ${image}: ${thrown.message}`);
    if (!(thrown instanceof EngineError) || thrown.status === undefined)
      return engineFailed(tools.engine, thrown);
    error = thrown.message;
  }
  if (error === undefined) return undefined;
  return failed(pullFailure(error, image) ?? 'infra.registry', `pulling ${image} failed: ${error}`);
}
