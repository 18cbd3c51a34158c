import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionIo, ExecutionResult, JobRequest } from '../platform.ts';
import { BoundedLog } from './boundedLog.ts';
import { type ContainerState, inspectContainer, removeContainer } from './containerState.ts';
import { isObject } from './dockerConfig.ts';
import type { DockerTools } from './dockerTools.ts';
import { type EngineClient, EngineError } from './engineClient.ts';
import { ensureImage } from './ensureImage.ts';
import { ExecutionStop, stoppedResult } from './executionStop.ts';
import { followLog } from './followLog.ts';
import { containerBody, requestHash } from './jobContainer.ts';
import { jobResult } from './jobResult.ts';
import { BrokenFrameError } from './logFrames.ts';
import { sameOwner } from './ownerLabels.ts';
import { engineFailed, failed } from './results.ts';
import { startFailure } from './startFailure.ts';
import { watchEngine } from './watchEngine.ts';

/** A cancelled job is answered for within two seconds, also by an engine that does not answer. */
const CANCEL_MS = 1800;
/** How long a job that was killed at its time limit has for what it still had to say. */
const LAST_WORDS_MS = 10_000;
const KILL_LIMIT_MS = 5000;

/** What there is of a job's container before it is followed. */
interface JobContainer {
  readonly id: string;
  readonly status: ContainerState['status'];
  /** Milliseconds that it has run already. */
  readonly ranMs: number;
}

/** Runs a job's container to its end, or goes on with the one that is there already. */
export async function runJob(
  tools: DockerTools,
  request: JobRequest,
  io: ExecutionIo,
): Promise<ExecutionResult> {
  const container = await setUp(tools, request, io);
  return 'exit' in container ? container : await work(tools, request, container, io);
}

/** Goes on with the container that an earlier daemon left; undefined when there is none of this request. */
export async function adoptJob(
  tools: DockerTools,
  request: JobRequest,
  io: ExecutionIo,
): Promise<ExecutionResult | undefined> {
  let container: JobContainer;
  try {
    const state = await inspectContainer(tools.engine, request.name);
    if (!state || !isOfRequest(state, request)) return undefined;
    container = await adopted(tools.engine, state);
  } catch (error) {
    return engineFailed(tools.engine, error);
  }
  await io.restart();
  return await work(tools, request, container, io);
}

async function setUp(
  tools: DockerTools,
  request: JobRequest,
  io: ExecutionIo,
): Promise<JobContainer | ExecutionResult> {
  using stop = new ExecutionStop(io.signal);
  stop.limit(tools.settings.pullLimitMs);
  if (stop.reason) return stoppedResult(stop.reason);
  void watchEngine(tools.engine, tools.settings, stop);
  const creating = create(tools, request, io, stop);
  const outcome = await Promise.race([creating.catch(keepError), stop.requested]);
  if (!('kind' in outcome)) return outcome instanceof Error ? engineFailed(tools.engine, outcome) : outcome;
  const discarded = creating
    .catch(keepError)
    .then(() => discard(tools.engine, request))
    .catch(keepError);
  if (outcome.kind === 'deadline') return failed('infra.registry', `pulling ${request.image} took too long`);
  if (outcome.kind === 'cancelled') await Promise.race([discarded, delay(CANCEL_MS)]);
  return stoppedResult(outcome);
}

async function create(
  tools: DockerTools,
  request: JobRequest,
  io: ExecutionIo,
  stop: ExecutionStop,
): Promise<JobContainer | ExecutionResult> {
  const { engine } = tools;
  const refused = await ensureImage(tools, request, stop);
  if (refused || stop.reason) return refused ?? stoppedResult(stop.reason ?? { kind: 'cancelled' });
  try {
    const path = '/containers/create';
    const body = containerBody(request);
    const made = await engine.json({ method: 'POST', path, query: { name: request.name }, body });
    if (isObject(made) && typeof made.Id === 'string') return { id: made.Id, status: 'created', ranMs: 0 };
    throw new EngineError('the answer to creating a container has no id');
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.status === 400)
      return failed('artifact.invalid', `the engine refuses the job: ${error.message}`);
    if (error.status === 404) return failed('build.image', error.message);
    if (error.status !== 409) throw error;
  }
  const state = await inspectContainer(engine, request.name);
  if (!state)
    throw new EngineError(`the container name ${request.name} is in use, but there is no such container`);
  if (!isOfRequest(state, request)) {
    const { run, step, attempt } = state.owner ?? {};
    const whose = state.owner
      ? `of run ${run}, step ${step}, attempt ${attempt}`
      : 'that Fractale did not make';
    return failed(
      'infra.engine',
      `the name ${request.name} is taken by container ${state.id.slice(0, 12)} ${whose}`,
    );
  }
  await io.restart();
  return await adopted(engine, state);
}

/** Starts the container where that is still to be done, and follows it to its end. */
async function work(
  tools: DockerTools,
  request: JobRequest,
  container: JobContainer,
  io: ExecutionIo,
): Promise<ExecutionResult> {
  const { engine, settings } = tools;
  using stop = new ExecutionStop(io.signal);
  void watchEngine(engine, settings, stop);
  const log = new BoundedLog(io, stop, settings.logLimitBytes);
  const reading = new AbortController();
  const running = run(tools, request, container, log, stop, reading.signal);
  running.catch(() => undefined);
  try {
    await Promise.race([running, stop.requested]);
    const { reason } = stop;
    if (reason) {
      // An engine that still sends the log of a container that floods it takes longer to end the container.
      if (reason.kind !== 'deadline') reading.abort();
      if (reason.kind === 'cancelled') await cancel(engine, container.id, log);
      else if (reason.kind !== 'lost') await kill(engine, container.id, running, log, io.signal);
      return stoppedResult(reason);
    }
    const result = await running;
    await log.flush();
    return result;
  } catch (error) {
    if (error instanceof BrokenFrameError) return failed('infra.engine', error.message);
    if (error instanceof EngineError) return engineFailed(engine, error);
    await removeContainer(engine, container.id).catch(() => undefined);
    throw error;
  } finally {
    log.discard();
    reading.abort();
  }
}

async function run(
  tools: DockerTools,
  request: JobRequest,
  container: JobContainer,
  log: BoundedLog,
  stop: ExecutionStop,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const { engine } = tools;
  if (container.status === 'created') {
    try {
      await engine.json({ method: 'POST', path: `/containers/${container.id}/start` });
    } catch (error) {
      if (!(error instanceof EngineError) || error.status === undefined) throw error;
      const exit = startFailure(error);
      await log.write(`${error.message}\n`);
      return { exit, facts: { image: request.image } };
    }
  }
  // Counted from after the start, so that a container killed for it has run at least as long.
  if (container.status !== 'ended') stop.limit(request.limitMs, container.ranMs);
  return jobResult(request, await followLog(engine, container.id, log, signal), log.head);
}

/** Removes a job that runs; an engine that takes longer than the time for the answer goes on by itself. */
async function cancel(engine: EngineClient, id: string, log: BoundedLog): Promise<void> {
  log.discard();
  await Promise.race([removeContainer(engine, id).catch(keepError), delay(CANCEL_MS)]);
}

/** Ends a job at a limit, with its last words; the container stays until `release`. */
async function kill(
  engine: EngineClient,
  id: string,
  running: Promise<unknown>,
  log: BoundedLog,
  signal: AbortSignal,
): Promise<void> {
  const killed = engine.json({ method: 'POST', path: `/containers/${id}/kill` }, KILL_LIMIT_MS);
  const written = running.catch(keepError).then(() => log.flush());
  const over = new AbortController();
  const cancelled = signal.aborted || once(signal, 'abort', { signal: over.signal }).catch(keepError);
  const late = delay(LAST_WORDS_MS, undefined, { signal: over.signal }).catch(keepError);
  await Promise.race([Promise.allSettled([killed, written]), cancelled, late]);
  over.abort();
}

function isOfRequest(state: ContainerState, request: JobRequest): boolean {
  return sameOwner(state.owner, request.owner) && state.requestHash === requestHash(request);
}

async function adopted(engine: EngineClient, state: ContainerState): Promise<JobContainer> {
  if (state.status !== 'running') return { id: state.id, status: state.status, ranMs: 0 };
  const info = await engine.json({ path: '/info' });
  const now = isObject(info) ? Date.parse(String(info.SystemTime)) : Number.NaN;
  const ranMs = now - state.startedAt;
  return { id: state.id, status: 'running', ranMs: Number.isFinite(ranMs) ? ranMs : 0 };
}

/** Removes the container of a set-up that was broken off, if it came to one. */
async function discard(engine: EngineClient, request: JobRequest): Promise<void> {
  const state = await inspectContainer(engine, request.name);
  if (state && isOfRequest(state, request)) await removeContainer(engine, state.id);
}

function keepError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
