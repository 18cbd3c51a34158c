import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Benchmark, bounded } from './benchmark.ts';
import type { LogPathTimes } from './logPathProcess.ts';
import { mb, quantile, spread } from './statistics.ts';

const PROCESS = fileURLToPath(new URL('logPathProcess.ts', import.meta.url));
const BOUND_MB_PER_S = 20;
/** A writer that kept the log in memory would grow by all of it. */
const FLAT = 0.5;

const execute = promisify(execFile);

/** A container's log on its way to the disk: through the platform and the log writer, and by `docker logs`. */
export const logPath: Benchmark = {
  name: 'log-path',
  async measure() {
    const { stdout } = await execute(process.execPath, ['--disable-warning=ExperimentalWarning', PROCESS]);
    const { bytes, live, ended, docker, growth }: LogPathTimes = JSON.parse(stdout);
    const speed = (times: readonly number[]) => bytes / 1e3 / quantile(times, 0.5);
    const row = (name: string, times: readonly number[]) => ({
      name: `log of ${mb(bytes)}: ${name}`,
      measured: `${speed(times).toFixed(0)} MB/s: ${spread(times, times.length === 1 ? 'time' : 'times')}`,
    });
    return [
      bounded(row('of a container that ended', ended), speed(ended), { least: BOUND_MB_PER_S, unit: 'MB/s' }),
      {
        ...row('docker logs > file', docker),
        against: `Fractale: ${(speed(ended) / speed(docker)).toFixed(2)} of its speed`,
      },
      {...row('while the container writes it', [live]), against: 'the engine writes its own log meanwhile'},
      bounded({ name: `log of ${mb(bytes)}: memory of the process`, measured: `+${mb(growth)} at its peak` }, growth / 1e6, {
        most: (FLAT * bytes) / 1e6,
        unit: 'MB more',
      }),
    ];
  },
};
