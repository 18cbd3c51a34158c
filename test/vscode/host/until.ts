import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 50;
export const PATIENCE_MS = 15_000;

/**
 * What `look` gives once it is neither false, null nor undefined. Rejects with `what` when that takes too long;
 * an error of `look` counts as "not yet" and is told then.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + patienceMs;
  for (let problem: unknown; ; await wait(LOOK_MS)) {
    try {
      const found = await look();
      if (found !== false && found !== null && found !== undefined)
        return found as Exclude<T, false | null | undefined>;
      problem = undefined;
    } catch (error) {
      problem = error;
    }
    if (performance.now() > deadline)
      throw new Error(`Not within ${patienceMs / 1000} s: ${what}`, { cause: problem });
  }
}

/** Resolves once the assertions hold; rejects with the last one that did not. For what a window shows after a while. */
export async function holds(assertions: () => Promise<void>, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await assertions();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await wait(LOOK_MS);
    }
  }
}
