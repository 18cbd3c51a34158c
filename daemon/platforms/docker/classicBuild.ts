import { parseDockerfile } from '../../evidence/dockerfile.ts';
import type { BuildRequest, ExecutionResult } from '../platform.ts';
import type { BoundedLog } from './boundedLog.ts';
import { buildFailure } from './buildFailure.ts';
import type { BuildProgress } from './buildProgress.ts';
import type { DockerTools } from './dockerTools.ts';
import { EngineError } from './engineClient.ts';
import { type ExecutionStop, stoppedResult } from './executionStop.ts';
import type { ImageReference } from './imageReference.ts';
import { JsonLines, NotJsonError } from './jsonLines.ts';
import { removeBuild, stopBuild } from './removeBuild.ts';
import { engineFailed, failed, succeeded } from './results.ts';
import { tarFile } from './tarFile.ts';
import { withLabels } from './withLabels.ts';

/**
 * Builds with the engine's classic builder (Docker Engine API, "Build an image"), which every engine and
 * podman have. The image gets its tag only once it is complete, so a build that is stopped moves no tag.
 */
export async function classicBuild(
  tools: DockerTools,
  request: BuildRequest,
  reference: ImageReference,
  progress: BuildProgress,
  log: BoundedLog,
  stop: ExecutionStop,
): Promise<ExecutionResult> {
  const connection = new AbortController();
  const reading = read(tools, request, progress, log, connection.signal);
  let reason = await Promise.race([reading.then(ignore, ignore), stop.requested]);
  reason ??= stop.reason;
  if (reason) {
    if (reason.kind === 'cancelled') log.discard();
    else log.close();
    if (reason.kind === 'lost') connection.abort();
    else await stopBuild(tools.engine, progress, reading, connection);
    if (reason.kind !== 'cancelled') progress.finish(true);
    return stoppedResult(reason);
  }
  try {
    await reading;
  } catch (error) {
    progress.finish(true);
    return await refused(tools, request, error, log);
  }
  progress.finish(progress.error !== undefined);
  if (progress.error) return failedBuild(progress, request.dockerfile);
  if (progress.imageId === undefined)
    return failed('infra.engine', 'the Docker engine ended the build without a result');
  try {
    const { name, tag } = reference;
    const path = `/images/${progress.imageId}/tag`;
    await tools.engine.json({ method: 'POST', path, query: { repo: name, tag } });
  } catch (error) {
    return engineFailed(tools.engine, error);
  }
  if (stop.reason) {
    await removeBuild(tools.engine, progress, request.image);
    return stoppedResult(stop.reason);
  }
  return succeeded({ image: request.image, imageId: progress.imageId });
}

async function read(
  tools: DockerTools,
  request: BuildRequest,
  progress: BuildProgress,
  log: BoundedLog,
  signal: AbortSignal,
): Promise<void> {
  const registries = await tools.credentials.buildHeader();
  const labelled = withLabels(request);
  const lines = new JsonLines();
  const chunks = tools.engine.chunks({
    method: 'POST',
    path: '/build',
    query: {
      dockerfile: 'Dockerfile',
      rm: true,
      forcerm: true,
      ...labelled.query,
      ...(request.platforms[0] !== undefined && { platform: request.platforms[0] }),
    },
    file: tarFile('Dockerfile', labelled.dockerfile),
    headers: { 'Content-Type': 'application/x-tar', ...(registries && { 'X-Registry-Config': registries }) },
    signal,
  });
  for await (const chunk of chunks) await take(lines.push(chunk), progress, log);
  await take(lines.end(), progress, log);
}

async function take(messages: unknown[], progress: BuildProgress, log: BoundedLog): Promise<void> {
  let text = '';
  for (const message of messages) text += progress.take(message);
  await log.write(text);
}

/** The engine refused the build as a whole, or was lost in the middle of it. */
async function refused(
  tools: DockerTools,
  request: BuildRequest,
  error: unknown,
  log: BoundedLog,
): Promise<ExecutionResult> {
  if (error instanceof NotJsonError)
    return failed('infra.engine', `the Docker engine's answer: ${error.message}`);
  if (!(error instanceof EngineError) || error.status === undefined) return engineFailed(tools.engine, error);
  await log.write(`${error.message}\n`);
  const category =
    buildFailure({ message: error.message }, '', '', request.dockerfile) ??
    (error.status === 400 ? 'build.syntax' : undefined);
  if (category !== 'build.syntax') return engineFailed(tools.engine, error);
  const hereDocument = parseDockerfile(request.dockerfile).some(instruction => instruction.hereDocument);
  const hint = hereDocument
    ? '; this builder knows no here-documents (<<EOF): join the commands with &&'
    : '';
  return { exit: { kind: 'exited', message: error.message + hint, category }, facts: {} };
}

function failedBuild(progress: BuildProgress, dockerfile: string): ExecutionResult {
  const { message, code } = progress.error ?? { message: '' };
  const category = buildFailure(
    { message, ...(code !== undefined && { code }) },
    progress.keyword,
    progress.tail,
    dockerfile,
  );
  if (category?.startsWith('infra.')) return failed(category, message);
  return {
    exit: { kind: 'exited', ...(code !== undefined && { code }), message, ...(category && { category }) },
    facts: {},
  };
}

function ignore(): undefined {}
