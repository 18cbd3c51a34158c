import type { BuildRequest, ExecutionIo, ExecutionResult } from '../platform.ts';
import { BoundedLog } from './boundedLog.ts';
import { BuildProgress } from './buildProgress.ts';
import { buildMultiPlatform } from './buildxBuild.ts';
import { classicBuild } from './classicBuild.ts';
import type { DockerTools } from './dockerTools.ts';
import { ExecutionStop, stoppedResult } from './executionStop.ts';
import { type ImageReference, parseImageReference } from './imageReference.ts';
import { loadIntoKind } from './kindLoad.ts';
import { pushImage } from './pushImage.ts';
import { removeBuild } from './removeBuild.ts';
import { failed, isSuccess } from './results.ts';
import { watchEngine } from './watchEngine.ts';

/** Builds, then pushes and loads as asked. Everything together has the request's time. */
export async function runBuild(
  tools: DockerTools,
  request: BuildRequest,
  io: ExecutionIo,
): Promise<ExecutionResult> {
  const reference = parseImageReference(request.image);
  if (!reference) return failed('artifact.invalid', `"${request.image}" is not a valid image name`);
  using stop = new ExecutionStop(io.signal);
  stop.limit(request.limitMs);
  if (stop.reason) return stoppedResult(stop.reason);
  void watchEngine(tools.engine, tools.settings, stop);
  const log = new BoundedLog(io, stop, tools.settings.logLimitBytes);
  try {
    const result = await build(tools, request, reference, io, log, stop);
    if (result.exit.kind !== 'cancelled') await log.flush();
    return result;
  } finally {
    log.discard();
  }
}

async function build(
  tools: DockerTools,
  request: BuildRequest,
  reference: ImageReference,
  io: ExecutionIo,
  log: BoundedLog,
  stop: ExecutionStop,
): Promise<ExecutionResult> {
  if (request.platforms.length > 1) return await buildMultiPlatform(tools, request, log, stop);
  const progress = new BuildProgress(request.dockerfile, (instruction, total) =>
    io.instruction(instruction, total),
  );
  const built = await classicBuild(tools, request, reference, progress, log, stop);
  if (!isSuccess(built)) return built;
  const delivered = await deliver(tools, request, reference, log, stop);
  if (!isSuccess(delivered) && stop.reason) await removeBuild(tools.engine, progress, request.image);
  return { ...delivered, facts: { ...built.facts, ...delivered.facts } };
}

async function deliver(
  tools: DockerTools,
  request: BuildRequest,
  reference: ImageReference,
  log: BoundedLog,
  stop: ExecutionStop,
): Promise<ExecutionResult> {
  let result: ExecutionResult = { exit: { kind: 'exited', code: 0 }, facts: {} };
  if (request.push) result = await pushImage(tools, reference, log, stop);
  if (!request.load || !isSuccess(result)) return result;
  const loaded = await loadIntoKind(tools, request.image, log, stop);
  return { ...loaded, facts: { ...result.facts, ...loaded.facts } };
}
