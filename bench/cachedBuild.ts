import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { watchRun } from '../daemon/client/watchRun.ts';
import { MarkedEngine } from '../test/docker/markedEngine.ts';
import { BenchDaemon } from './benchDaemon.ts';
import type { Benchmark } from './benchmark.ts';
import { replayBuild, workRun } from './replayRun.ts';
import { quantile, spread } from './statistics.ts';

const ROUNDS = 12;
const INSTRUCTIONS = Array.from({ length: 10 }, (_, index) => `RUN echo ${index} > /bench-${index}`);

const execute = promisify(execFile);

/** A build that comes from the engine's cache whole, through Fractale and by the docker command, in turns. */
export const cachedBuild: Benchmark = {
  name: 'cached-build',
  async measure() {
    const engine = new MarkedEngine();
    await using bench = new BenchDaemon();
    const docker: number[] = [];
    const execute: number[] = [];
    const whole: number[] = [];
    try {
      const daemon = await bench.connect();
      await watchRun(daemon, undefined, 0, () => {});
      const { image, dockerfile } = engine.buildRequest(INSTRUCTIONS);
      const { image: plain } = engine.buildRequest(INSTRUCTIONS, { image: `fractale-${engine.home}-plain` });
      const params = replayBuild(join(bench.home.root, 'plan'), image, [dockerfile]);
      for (let round = 0; round <= ROUNDS; round += 1) {
        const built = await dockerBuild(plain, dockerfile);
        const begun = performance.now();
        const run = await workRun(daemon, params);
        const worked = performance.now() - begun;
        // The first round fills the cache.
        if (round === 0) continue;
        const state = await daemon.request('run/get', { run });
        docker.push(built);
        whole.push(worked);
        execute.push(state.steps[0]?.attempts[0]?.timings.execute ?? Number.NaN);
      }
      await bench.stop(daemon);
    } finally {
      await engine.clean();
    }
    const usual = quantile(docker, 0.5);
    const ratio = (values: readonly number[]) =>
      `${(quantile(values, 0.5) / usual).toFixed(2)} of docker build`;
    return [
      {
        name: 'cached build: docker build',
        measured: spread(docker, 'builds'),
        against: `${INSTRUCTIONS.length + 2} instructions`,
      },
      {
        name: 'cached build: an attempt’s execution',
        measured: spread(execute, 'builds'),
        against: ratio(execute),
      },
      { name: 'cached build: the whole run', measured: spread(whole, 'runs'), against: ratio(whole) },
    ];
  },
};

/** With the classic builder, which is the one that Fractale talks to: the two share its cache. */
async function dockerBuild(image: string, dockerfile: string): Promise<number> {
  const begun = performance.now();
  const build = execute('docker', ['build', '--tag', image, '-'], {
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  });
  build.child.stdin?.end(dockerfile);
  await build;
  return performance.now() - begun;
}
