import type { RunEvent } from '../../daemon/protocol/events.ts';
import type { Workbench } from '../../test/vscode/host/workbench.ts';

/** Run in the extension host, on the store of the extension there. */

interface Noting {
  fractaleHeard?: Record<number, number>;
}
type Changes = readonly { readonly events: readonly RunEvent[] }[];

/** Notes from now on when, by the wall clock, the extension's store tells of each event. */
export async function hearEvents(window: Workbench): Promise<void> {
  await window.evaluate(async api => {
    const exports = await api.extensions.getExtension('fractale.fractale')?.activate();
    const heard: Record<number, number> = {};
    (globalThis as Noting).fractaleHeard = heard;
    exports.services.store.onDidChange((changes: Changes) => {
      const now = Date.now();
      for (const { events } of changes) for (const { seq } of events) heard[seq] = now;
    });
  });
}

export async function heardEvents(window: Workbench): Promise<Map<number, number>> {
  const heard = await window.evaluate(() => (globalThis as Noting).fractaleHeard ?? {});
  return new Map(Object.entries(heard).map(([seq, at]) => [Number(seq), at]));
}

/** How late events were told, from their time in the daemon, in whole milliseconds. */
export interface EventLags {
  readonly events: number;
  readonly half: number;
  readonly p95: number;
}

interface Counting {
  fractaleLags?: { readonly lags: Uint32Array; stop(): void };
}

/** Counts from now on the events that the extension's store tells of, anew with each call. */
export async function countEvents(window: Workbench): Promise<void> {
  await window.evaluate(async api => {
    const exports = await api.extensions.getExtension('fractale.fractale')?.activate();
    const counting = globalThis as Counting;
    counting.fractaleLags?.stop();
    const lags = new Uint32Array(60_000);
    const subscription = exports.services.store.onDidChange((changes: Changes) => {
      const now = Date.now();
      for (const { events } of changes) {
        for (const { at } of events) {
          const lag = Math.min(lags.length - 1, Math.max(0, now - at));
          lags[lag] = (lags[lag] ?? 0) + 1;
        }
      }
    });
    counting.fractaleLags = { lags, stop: () => subscription.dispose() };
  });
}

export function eventLags(window: Workbench): Promise<EventLags> {
  return window.evaluate(() => {
    const lags = (globalThis as Counting).fractaleLags?.lags ?? new Uint32Array(1);
    const events = lags.reduce((sum, count) => sum + count, 0);
    const quantile = (share: number) => {
      let rest = share * events;
      return lags.findIndex(count => {
        rest -= count;
        return rest <= 0;
      });
    };
    return { events, half: quantile(0.5), p95: quantile(0.95) };
  });
}

/** How many runs the extension keeps. */
export function knownRuns(window: Workbench): Promise<number> {
  return window.evaluate(async api => {
    const exports = await api.extensions.getExtension('fractale.fractale')?.activate();
    return exports.services.store.runs().length;
  });
}

/** Of the extension host after garbage collections, in bytes, and what it has used of a processor so far. */
export function hostMemory(window: Workbench): Promise<{ heap: number; rss: number; cpuMs: number }> {
  return window.evaluate(async () => {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8');
    const { runInNewContext } = process.getBuiltinModule('node:vm');
    const { user, system } = process.cpuUsage();
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    // What finalizers and weak references let go of is collected by the next one.
    for (let round = 0; round < 3; round += 1) {
      collect();
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    const { heapUsed: heap, rss } = process.memoryUsage();
    return { heap, rss, cpuMs: (user + system) / 1000 };
  });
}
