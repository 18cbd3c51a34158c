import { fileURLToPath } from 'node:url';
import { Code } from '../../test/vscode/host/code.ts';
import { ROOT } from '../../test/vscode/host/root.ts';
import { until } from '../../test/vscode/host/until.ts';
import type { Workbench } from '../../test/vscode/host/workbench.ts';
import { bounded } from '../benchmark.ts';
import { ms, quantile, spread } from '../statistics.ts';
import { editorBenchmark } from './editorBenchmark.ts';

const CLOCK = fileURLToPath(new URL('activationClock', import.meta.url));
const WINDOWS = 5;
const BOUND_MS = 30;
const OWN = 'fractale.fractale-';
/** One of VS Code's own that has views, a daemon-like process to find, and starts with every window. */
const BESIDE = '/extensions/git/';

/** What an extension takes of its host's only thread before it is active, in milliseconds. */
interface Activation {
  readonly load: number;
  readonly activate: number;
}

/** Loading and activating the extension, each time in a new extension host, beside VS Code's own Git extension. */
export const activation = editorBenchmark('editor-activation', async () => {
  await using code = await Code.prepare('bench-activation', { copies: ['plans'], extensions: [ROOT, CLOCK] });
  await code.start();
  const window = await code.openWindow();
  const own: Activation[] = [];
  const git: Activation[] = [];
  for (let round = 0; round < WINDOWS; round += 1) {
    // The first window made VS Code's own caches.
    await window.reload();
    own.push(await until('the extension is active', () => activationOf(window, OWN)));
    git.push(await until('the Git extension is active', () => activationOf(window, BESIDE)));
  }
  const activate = own.map(times => times.activate);
  const half = (times: readonly number[]) => ms(quantile(times, 0.5));
  return [
    bounded(
      { name: 'extension: activation, synchronous', measured: spread(activate, 'windows') },
      quantile(activate, 0.5),
      { most: BOUND_MS, unit: 'ms, median' },
    ),
    {
      name: 'extension: loading its bundle',
      measured: spread(
        own.map(({ load }) => load),
        'windows',
      ),
      against: `VS Code's Git extension: ${half(git.map(({ load }) => load))}, activation ${half(git.map(times => times.activate))}`,
    },
  ];
});

/** Of the extension whose folder has this in its path. */
function activationOf(window: Workbench, path: string): Promise<Activation | undefined> {
  return window.evaluate((_api, path) => {
    const { fractaleActivations } = globalThis as { fractaleActivations?: Record<string, Activation> };
    return Object.entries(fractaleActivations ?? {}).find(([folder]) => folder.includes(path))?.[1];
  }, path);
}
