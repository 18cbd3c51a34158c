import { rmSync } from 'node:fs';
import { BenchDaemon } from './benchDaemon.ts';
import { type Benchmark, bounded } from './benchmark.ts';
import { quantile, spread } from './statistics.ts';

const ROUNDS = 20;
const FIRST_ROUNDS = 5;
const BOUND_MS = 500;

/** From nothing to the answer of a daemon that had to be started. */
export const daemonStart: Benchmark = {
  name: 'daemon-start',
  async measure() {
    await using daemon = new BenchDaemon();
    await start(daemon);
    const usual: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) usual.push(await start(daemon));
    const first: number[] = [];
    for (let round = 0; round < FIRST_ROUNDS; round += 1) {
      rmSync(daemon.env.NODE_COMPILE_CACHE ?? '', { recursive: true, force: true });
      first.push(await start(daemon));
    }
    return [
      bounded(
        { name: 'daemon: start to first answer', measured: spread(usual, 'starts') },
        quantile(usual, 0.95),
        { most: BOUND_MS, unit: 'ms, p95' },
      ),
      {
        name: 'daemon: the same, nothing compiled yet',
        measured: spread(first, 'starts'),
        against: 'the first start of a version',
      },
    ];
  },
};

async function start(bench: BenchDaemon): Promise<number> {
  const begun = performance.now();
  const daemon = await bench.connect();
  await daemon.request('daemon/status', null);
  const took = performance.now() - begun;
  await bench.stop(daemon);
  return took;
}
