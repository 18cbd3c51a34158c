import { setTimeout as delay } from 'node:timers/promises';
import type { BoundedLog } from './boundedLog.ts';
import { type ContainerState, inspectContainer } from './containerState.ts';
import { type EngineClient, EngineError } from './engineClient.ts';
import { LogFrames, type LogMark } from './logFrames.ts';

/** The engine closes the log a moment before it records the container's end. */
const END_RECORDED_MS = 2000;
const RETRY_MS = 250;
const FIRST_TAIL = 200;
/** The engine sends a log line by line; taking each as it comes would cost several times as much as many at once. */
const SMALL_CHUNK = 2 ** 15;
const GATHER_MS = 1;

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
    const frames = new LogFrames();
    let whole = false;
    try {
      await copy(engine, id, log, frames, signal);
      whole = true;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    try {
      const state = await stateAfter(engine, id, whole, signal);
      if (state === undefined) return { state, outage };
      if (whole && state.status === 'ended') {
        await copyRest(engine, id, log, frames.mark, signal);
        return { state, outage };
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      outage = true;
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return { state: undefined, outage };
  }
}

async function copy(
  engine: EngineClient,
  id: string,
  log: BoundedLog,
  frames: LogFrames,
  signal: AbortSignal,
): Promise<void> {
  let skip = log.bytes;
  const query = { follow: true, stdout: true, stderr: true, timestamps: true };
  for await (const chunk of engine.chunks({ path: `/containers/${id}/logs`, query, signal })) {
    const text = frames.push(chunk);
    const known = Math.min(skip, text.length);
    skip -= known;
    if (text.length > known) await log.write(text.subarray(known));
    if (chunk.length < SMALL_CHUNK) await delay(GATHER_MS);
  }
}

/**
 * Writes what followed the last frame that was read. An engine that follows a log can miss its end when the
 * container ends (20.10 often does, when the container writes to its last moment), though it is stored.
 */
async function copyRest(
  engine: EngineClient,
  id: string,
  log: BoundedLog,
  after: LogMark | undefined,
  signal: AbortSignal,
): Promise<void> {
  const path = `/containers/${id}/logs`;
  for (let tail = FIRST_TAIL; ; tail *= 10) {
    const frames = new LogFrames(after);
    const rest: Buffer[] = [];
    const query = { stdout: true, stderr: true, timestamps: true, tail: after ? tail : 'all' };
    for await (const chunk of engine.chunks({ path, query, signal })) {
      const text = frames.push(chunk);
      if (after === undefined) await log.write(text);
      else if (text.length > 0) rest.push(text);
    }
    if (frames.frames < tail || (frames.passed && !frames.uncertain)) {
      for (const text of rest) await log.write(text);
      return;
    }
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
