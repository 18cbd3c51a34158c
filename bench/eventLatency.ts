import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchRun } from '../daemon/client/watchRun.ts';
import { MarkedEngine } from '../test/docker/markedEngine.ts';
import { BenchDaemon } from './benchDaemon.ts';
import { type Benchmark, bounded } from './benchmark.ts';
import { replayBuild, workRun } from './replayRun.ts';
import { quantile, spread } from './statistics.ts';

const INSTRUCTIONS = 50;
const RUNS = 12;
const BOUND_MS = 50;

/**
 * From an event's commit in the daemon to its arrival at a client that is subscribed, while the daemon works real
 * builds whose instructions all come from the cache: the engine tells of dozens within milliseconds.
 */
export const eventLatency: Benchmark = {
  name: 'event-latency',
  async measure() {
    const engine = new MarkedEngine();
    await using bench = new BenchDaemon('commitClock.ts');
    const commits = join(bench.home.root, 'commits.json');
    bench.env.BENCH_COMMITS = commits;
    const arrivals = new Map<number, bigint>();
    try {
      const daemon = await bench.connect();
      await watchRun(daemon, undefined, 0, ({ seq }) => arrivals.set(seq, process.hrtime.bigint()));
      const { image, dockerfile } = engine.buildRequest(
        Array.from({ length: INSTRUCTIONS }, (_, index) => `ENV BENCH_${index}=${index}`),
      );
      const params = replayBuild(join(bench.home.root, 'plan'), image, [dockerfile]);
      for (let run = 0; run < RUNS; run += 1) await workRun(daemon, params);
      await bench.stop(daemon);
    } finally {
      await engine.clean();
    }
    const committed: [number, string][] = JSON.parse(readFileSync(commits, 'utf8'));
    const times = committed.flatMap(([seq, at]) => {
      const arrived = arrivals.get(seq);
      return arrived === undefined ? [] : [Number(arrived - BigInt(at)) / 1e6];
    });
    if (times.length < committed.length) throw new Error('events were lost on their way');
    return [
      bounded(
        { name: 'event: commit to subscribed client', measured: spread(times, 'events') },
        quantile(times, 0.95),
        { most: BOUND_MS, unit: 'ms, p95' },
      ),
    ];
  },
};
