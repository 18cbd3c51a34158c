import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildRequest, ExecutionResult } from '../platform.ts';
import type { BoundedLog } from './boundedLog.ts';
import { buildFailure } from './buildFailure.ts';
import { isObject } from './dockerConfig.ts';
import type { DockerTools } from './dockerTools.ts';
import { type ExecutionStop, stoppedResult } from './executionStop.ts';
import { ownerLabels } from './ownerLabels.ts';
import { pushFailure } from './registryFailure.ts';
import { failed, succeeded } from './results.ts';
import { runTool, toolEnvironment } from './runTool.ts';

const TAIL_CHARS = 8192;

/**
 * Builds for several platforms at once and pushes: only buildx can, by the docker CLI. The image stays in the
 * registry, so the facts have its `digest` and no `imageId`.
 */
export async function buildMultiPlatform(
  tools: DockerTools,
  request: BuildRequest,
  log: BoundedLog,
  stop: ExecutionStop,
): Promise<ExecutionResult> {
  const platforms = request.platforms.join(',');
  if (!request.push)
    return failed('infra.tool', `an image for ${platforms} can only be kept in a registry: add --push`);
  if (request.load) return failed('infra.tool', `an image for ${platforms} cannot be loaded into kind`);
  const env = toolEnvironment(tools.environment);
  const has = await runTool(['docker', 'buildx', 'version'], {
    env,
    signal: stop.signal,
    onOutput: () => {},
  });
  if (stop.reason) return stoppedResult(stop.reason);
  if (has.kind !== 'exited' || has.code !== 0) {
    const message = `building for ${platforms} needs the docker CLI with buildx (Debian, Ubuntu: docker-buildx, or docker-buildx-plugin from Docker)`;
    return failed('infra.tool', message);
  }
  const folder = await mkdtemp(join(tmpdir(), 'fractale-buildx-'));
  try {
    return await build(tools, request, join(folder, 'metadata.json'), log, stop);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(
  tools: DockerTools,
  request: BuildRequest,
  metadata: string,
  log: BoundedLog,
  stop: ExecutionStop,
): Promise<ExecutionResult> {
  const labels = Object.entries(ownerLabels(request.owner)).map(
    ([name, value]) => `--label=${name}=${value}`,
  );
  const platforms = request.platforms.join(',');
  const options = ['--platform', platforms, '--push', '--progress', 'plain', '--metadata-file', metadata];
  const argv = ['docker', 'buildx', 'build', ...options, ...labels, '-t', request.image, '-'];
  let tail = '';
  const end = await runTool(argv, {
    env: toolEnvironment(tools.environment),
    stdin: request.dockerfile,
    signal: stop.signal,
    onOutput: async chunk => {
      tail = (tail + chunk.toString('utf8')).slice(-TAIL_CHARS);
      await log.write(chunk);
    },
  });
  if (stop.reason) return stoppedResult(stop.reason);
  if (end.kind !== 'exited') return failed('infra.tool', 'the docker CLI is not on PATH any more');
  if (end.code === 0) {
    const digest = await digestOf(metadata);
    return succeeded({ image: request.image, ...(digest && { digest }) });
  }
  return failedBuild(end.code, tail, request.dockerfile);
}

function failedBuild(code: number, tail: string, dockerfile: string): ExecutionResult {
  const message = tail.trim().split('\n').at(-1) ?? '';
  if (/not supported for the docker driver/u.test(tail)) {
    return failed('infra.tool', `${message}; make a builder: docker buildx create --use`);
  }
  const pushing = /failed to push|exporting to image.*push/u.test(message);
  const inCommand = /did not complete successfully: exit code/u.test(tail);
  const keyword = /failed to (?:resolve source metadata|authorize|load metadata)/u.test(tail) ? 'FROM' : '';
  const category = pushing
    ? pushFailure(message)
    : buildFailure({ message, ...(inCommand && { code }) }, keyword, tail, dockerfile);
  if (category?.startsWith('infra.')) return failed(category, message);
  return { exit: { kind: 'exited', code, message, ...(category && { category }) }, facts: {} };
}

async function digestOf(metadata: string): Promise<string | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(metadata, 'utf8'));
    const digest = isObject(value) ? value['containerimage.digest'] : undefined;
    return typeof digest === 'string' ? digest : undefined;
  } catch {
    return undefined;
  }
}
