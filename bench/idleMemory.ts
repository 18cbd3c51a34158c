import { join } from 'node:path';
import { watchRun } from '../daemon/client/watchRun.ts';
import { MarkedEngine } from '../test/docker/markedEngine.ts';
import { BenchDaemon } from './benchDaemon.ts';
import { type Benchmark, bounded } from './benchmark.ts';
import { replayBuild, workRun } from './replayRun.ts';
import { mb } from './statistics.ts';

const BOUND = { most: 120, unit: 'MB' };

/** Resident memory of a daemon that has nothing to do: just started, and with everything loaded that a run needs. */
export const idleMemory: Benchmark = {
  name: 'idle-memory',
  async measure() {
    const engine = new MarkedEngine();
    await using bench = new BenchDaemon();
    const row = (name: string, bytes: number) =>
      bounded({ name: `memory: idle daemon, ${name}`, measured: mb(bytes) }, bytes / 1e6, BOUND);
    try {
      const first = await bench.connect();
      const uncompiled = await bench.settledMemory(first);
      await bench.stop(first);
      const daemon = await bench.connect();
      const started = await bench.settledMemory(daemon);
      await watchRun(daemon, undefined, 0, () => {});
      const { image, dockerfile } = engine.buildRequest([]);
      await workRun(daemon, replayBuild(join(bench.home.root, 'plan'), image, [dockerfile]));
      const worked = await bench.settledMemory(daemon);
      await bench.stop(daemon);
      return [
        row('first start of a version', uncompiled),
        row('started', started),
        row('after a build with Docker', worked),
      ];
    } finally {
      await engine.clean();
    }
  },
};
