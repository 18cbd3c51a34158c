import type { Owner } from '../platform.ts';
import { isObject } from './dockerConfig.ts';
import { type EngineClient, EngineError } from './engineClient.ts';
import { REQUEST_LABEL } from './jobContainer.ts';
import { ownerOf } from './ownerLabels.ts';

const REMOVAL_MS = 5_000;

/** What "Inspect a container" tells. Times in milliseconds since the epoch, by the engine's clock. */
export interface ContainerState {
  readonly id: string;
  readonly status: 'created' | 'running' | 'ended';
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly imageId: string;
  readonly owner: Owner | undefined;
  readonly requestHash: string | undefined;
}

const REMOVED = new Set(['removing', 'dead']);

/** The state of a container, undefined when there is none or it is being removed. Throws an `EngineError`. */
export async function inspectContainer(
  engine: EngineClient,
  container: string,
  limitMs?: number,
): Promise<ContainerState | undefined> {
  let found: unknown;
  try {
    found = await engine.json({ path: `/containers/${encodeURIComponent(container)}/json` }, limitMs);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
  if (!isObject(found) || typeof found.Id !== 'string' || !isObject(found.State)) {
    throw new EngineError(`the engine's description of container ${container} cannot be read`);
  }
  const { State: state } = found;
  const labels = isObject(found.Config) ? found.Config.Labels : undefined;
  const hash = isObject(labels) ? labels[REQUEST_LABEL] : undefined;
  const status = String(state.Status);
  if (REMOVED.has(status)) return undefined;
  return {
    id: found.Id,
    status: status === 'created' ? 'created' : status === 'exited' ? 'ended' : 'running',
    exitCode: Number(state.ExitCode),
    outOfMemory: state.OOMKilled === true,
    startedAt: Date.parse(String(state.StartedAt)),
    finishedAt: Date.parse(String(state.FinishedAt)),
    imageId: String(found.Image),
    owner: ownerOf(labels),
    requestHash: typeof hash === 'string' ? hash : undefined,
  };
}

/** Removes a container, killing it if it runs; false when it was not there. Throws an `EngineError`. */
export async function removeContainer(engine: EngineClient, id: string): Promise<boolean> {
  try {
    await engine.json({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true } });
    return true;
  } catch (error) {
    if (!(error instanceof EngineError) || (error.status !== 404 && error.status !== 409)) throw error;
    if (error.status === 409) await removalUnderWay(engine, id);
    return false;
  }
}

/** Somebody else's removal is waited for: who asked for it wants the container gone. An engine that hangs is not. */
async function removalUnderWay(engine: EngineClient, id: string): Promise<void> {
  const query = { condition: 'removed' };
  await engine
    .json({ method: 'POST', path: `/containers/${id}/wait`, query }, REMOVAL_MS)
    .catch(() => undefined);
}
