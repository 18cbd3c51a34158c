import { join } from 'node:path';
import { watchRun } from '../daemon/client/watchRun.ts';
import type { RunStartParams } from '../daemon/protocol/requests.ts';
import { MarkedEngine } from '../test/docker/markedEngine.ts';
import { BenchDaemon } from './benchDaemon.ts';
import { type Benchmark, bounded, type Row } from './benchmark.ts';
import { replayBuild, workRun } from './replayRun.ts';
import { mb } from './statistics.ts';

const BOUND = { most: 120, unit: 'MB' };

/**
 * Resident memory of a daemon that has nothing to do: just started, and with everything loaded that a run needs.
 * The first start of a version differs: it also loads what compiles its TypeScript.
 */
export const idleMemory: Benchmark = {
  name: 'idle-memory',
  async measure() {
    const engine = new MarkedEngine();
    await using bench = new BenchDaemon();
    try {
      const { image, dockerfile } = engine.buildRequest([]);
      const params = replayBuild(join(bench.home.root, 'plan'), image, [dockerfile]);
      const first = await rowsOf(bench, params, 'first start of a version');
      return [...(await rowsOf(bench, params, 'started')), ...first];
    } finally {
      await engine.clean();
    }
  },
};

async function rowsOf(bench: BenchDaemon, params: RunStartParams, when: string): Promise<Row[]> {
  const daemon = await bench.connect();
  const started = await bench.settledMemory(daemon);
  await watchRun(daemon, undefined, 0, () => {});
  await workRun(daemon, params);
  const worked = await bench.settledMemory(daemon);
  await bench.stop(daemon);
  return [row(when, started), row(`${when}, after a build with Docker`, worked)];
}

function row(name: string, bytes: number): Row {
  return bounded({ name: `memory: idle daemon, ${name}`, measured: mb(bytes) }, bytes / 1e6, BOUND);
}
