import { BenchDaemon } from './benchDaemon.ts';
import { type Benchmark, bounded } from './benchmark.ts';
import { quantile, spread } from './statistics.ts';

const ROUNDS = 100;
const BOUND_MS = 100;

/** From nothing to the answer of a daemon that runs: what an editor waits for after a reload. */
export const reattach: Benchmark = {
  name: 'reattach',
  async measure() {
    await using bench = new BenchDaemon();
    const first = await bench.connect();
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const begun = performance.now();
      const daemon = await bench.connect();
      await daemon.request('daemon/status', null);
      times.push(performance.now() - begun);
      daemon.close();
    }
    await bench.stop(first);
    return [
      bounded({ name: 'daemon: re-attach', measured: spread(times, 'times') }, quantile(times, 0.95), {
        most: BOUND_MS,
        unit: 'ms, p95',
      }),
    ];
  },
};
