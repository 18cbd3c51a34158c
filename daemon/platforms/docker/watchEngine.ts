import { setTimeout as delay } from 'node:timers/promises';
import type { DockerSettings } from './dockerSettings.ts';
import { type EngineClient, type EngineError, engineError } from './engineClient.ts';
import { explainTrouble } from './engineTrouble.ts';
import type { ExecutionStop } from './executionStop.ts';

/**
 * Asks the engine from time to time whether it lives, over connections of their own, until the execution is
 * over; stops the execution when there was no answer for the grace time. A stream that stays open but dead
 * is found this way and in no other.
 */
export async function watchEngine(
  engine: EngineClient,
  settings: DockerSettings,
  stop: ExecutionStop,
): Promise<void> {
  let silentSince: number | undefined;
  while (!stop.signal.aborted) {
    const pause = silentSince === undefined ? settings.pingEveryMs : Math.min(settings.pingEveryMs, 500);
    await delay(pause, undefined, { signal: stop.signal }).catch(() => undefined);
    if (stop.signal.aborted) return;
    const asked = performance.now();
    try {
      await engine.ping(settings.pingAnswerMs);
      silentSince = undefined;
    } catch (error) {
      silentSince ??= asked;
      if (performance.now() - silentSince < settings.graceMs) continue;
      stop.request({ kind: 'lost', message: lostMessage(engine, engineError(error)) });
    }
  }
}

/** What to say when the engine went away in the middle of something. */
export function lostMessage(engine: EngineClient, error: EngineError): string {
  return `lost the Docker engine: ${explainTrouble(error, engine.endpoint).message}`;
}
