import { setTimeout as delay } from 'node:timers/promises';
import type { BoundedLog } from './boundedLog.ts';
import { type ContainerState, inspectContainer } from './containerState.ts';
import { type EngineClient, EngineError } from './engineClient.ts';
import { LogFrames } from './logFrames.ts';

/** The engine closes the log a moment before it records the container's end. */
const END_RECORDED_MS = 2000;
const RETRY_MS = 250;

export interface FollowedLog {
  /** The container's last state; undefined when somebody removed it. */
  readonly state: ContainerState | undefined;
  /** Whether the engine could not be reached for a while. */
  readonly outage: boolean;
}

/**
 * Writes a container's log until the container has ended and all of it is written, or the signal aborts. When
 * the stream is cut, it is read again from its start and what was written already is skipped: the engine keeps
 * the log in one order, so no byte is lost or doubled. Throws a `BrokenFrameError`, and what `log` throws.
 */
export async function followLog(
  engine: EngineClient,
  id: string,
  log: BoundedLog,
  signal: AbortSignal,
): Promise<FollowedLog> {
  let outage = false;
  for (;;) {
    let whole = false;
    try {
      await copy(engine, id, log, signal);
      whole = true;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    try {
      const state = await stateAfter(engine, id, whole, signal);
      if (state === undefined || (whole && state.status === 'ended')) return { state, outage };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      outage = true;
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return { state: undefined, outage };
  }
}

async function copy(engine: EngineClient, id: string, log: BoundedLog, signal: AbortSignal): Promise<void> {
  const frames = new LogFrames();
  const query = { follow: true, stdout: true, stderr: true };
  let skip = log.bytes;
  for await (const chunk of engine.chunks({ path: `/containers/${id}/logs`, query, signal })) {
    const text = frames.push(chunk);
    const known = Math.min(skip, text.length);
    skip -= known;
    if (text.length > known) await log.write(text.subarray(known));
  }
}

async function stateAfter(
  engine: EngineClient,
  id: string,
  whole: boolean,
  signal: AbortSignal,
): Promise<ContainerState | undefined> {
  if (whole) {
    // Also ends when the container still runs after the time: then a log that ended was one that was cut.
    const wait = engine.json({ method: 'POST', path: `/containers/${id}/wait`, signal }, END_RECORDED_MS);
    await wait.catch(() => undefined);
  }
  return await inspectContainer(engine, id, 5000);
}
