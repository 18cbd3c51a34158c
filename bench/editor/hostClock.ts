import type { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Workbench } from '../../test/vscode/host/workbench.ts';

type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

const RESOLUTION_MS = 5;

/** Watches from now on for how long the window's extension host does not get to anything else. */
export function clockHost(window: Workbench): Promise<void> {
  return window.evaluate((_api, resolution) => {
    const own = globalThis as { fractaleDelay?: IntervalHistogram };
    own.fractaleDelay?.disable();
    own.fractaleDelay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution });
    own.fractaleDelay.enable();
  }, RESOLUTION_MS);
}

/** The longest such time since, in milliseconds. */
export function hostBlocked(window: Workbench): Promise<number> {
  return window.evaluate(() => {
    const { fractaleDelay } = globalThis as { fractaleDelay?: IntervalHistogram };
    fractaleDelay?.disable();
    return (fractaleDelay?.max ?? 0) / 1e6;
  });
}
