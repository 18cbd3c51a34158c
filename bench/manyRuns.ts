import { join } from 'node:path';
import type { DaemonConnection } from '../daemon/client/daemonConnection.ts';
import { watchRun } from '../daemon/client/watchRun.ts';
import { BenchDaemon } from './benchDaemon.ts';
import { type Benchmark, bounded, type Row } from './benchmark.ts';
import { replayBuild, workRun } from './replayRun.ts';
import { mb, ms, spread } from './statistics.ts';

const RUNS = 1_000;
const LISTS = 10;
const BOUND = { most: 120, unit: 'MB' };

/** What 1,000 runs leave in the daemon that worked them, and what they cost one that is started after them. */
export const manyRuns: Benchmark = {
  name: 'many-runs',
  async measure() {
    await using bench = new BenchDaemon('scriptedTarget.ts');
    const dockerfile = [
      'FROM debian:bookworm',
      ...Array.from({ length: 10 }, (_, n) => `RUN install package-${n}`),
    ];
    const params = replayBuild(join(bench.home.root, 'plan'), 'bench', [dockerfile.join('\n')]);
    await bench.stop(await bench.connect());
    const worker = await bench.connect();
    await watchRun(worker, undefined, 0, () => {});
    await workRun(worker, params);
    const one = await bench.settledMemory(worker);
    const begun = performance.now();
    for (let run = 1; run < RUNS; run += 1) await workRun(worker, params);
    const took = performance.now() - begun;
    const worked = await bench.settledMemory(worker);
    await bench.stop(worker);
    const reader = await bench.connect();
    const started = await bench.settledMemory(reader);
    const lists = await listTimes(reader);
    const listed = await bench.settledMemory(reader);
    await bench.stop(reader);
    const row = (name: string, bytes: number, seenBeside = ''): Row =>
      bounded({ name: `memory: ${name}`, measured: `${mb(bytes)}${seenBeside}` }, bytes / 1e6, BOUND);
    return [
      row(`daemon that worked ${RUNS} runs`, worked, ` (after one run: ${mb(one)})`),
      row(`daemon started on ${RUNS} runs`, started),
      row(`the same, after run/list of them, ${LISTS} times`, listed),
      { name: `run/list of ${RUNS}`, measured: spread(lists, 'times'), against: '' },
      { name: 'a run without model and engine', measured: ms(took / (RUNS - 1)), against: '' },
    ];
  },
};

async function listTimes(daemon: DaemonConnection): Promise<number[]> {
  const times: number[] = [];
  for (let list = 0; list < LISTS; list += 1) {
    const begun = performance.now();
    const runs = await daemon.request('run/list', { limit: RUNS });
    times.push(performance.now() - begun);
    if (runs.length !== RUNS) throw new Error(`run/list gave ${runs.length} of ${RUNS} runs`);
  }
  return times;
}
