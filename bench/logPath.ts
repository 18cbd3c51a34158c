import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Benchmark, bounded } from './benchmark.ts';
import type { LogPathTimes } from './logPathProcess.ts';
import { mb, ms, quantile, spread } from './statistics.ts';

const PROCESS = fileURLToPath(new URL('logPathProcess.ts', import.meta.url));
const BOUND_MB_PER_S = 20;
/** Of the speed of `docker logs`: an engine that gives its logs more slowly than the bound is not Fractale's doing. */
const SHARE = 0.7;
/** Who keeps a log in memory grows by all of it, or by all four that pass; V8 alone takes up to half of one. */
const FLAT = 0.75;

const execute = promisify(execFile);

/** A container's log on its way to the disk: through the platform and the log writer, and by `docker logs`. */
export const logPath: Benchmark = {
  name: 'log-path',
  async measure() {
    const { stdout } = await execute(process.execPath, ['--disable-warning=ExperimentalWarning', PROCESS]);
    const { bytes, written, live, ended, docker, growth }: LogPathTimes = JSON.parse(stdout);
    const what = `log of ${mb(bytes)}`;
    const speed = (times: readonly number[]) => bytes / 1e3 / quantile(times, 0.5);
    const row = (name: string, times: readonly number[]) => ({
      name: `${what}: ${name}`,
      measured: `${speed(times).toFixed(0)} MB/s: ${spread(times, 'times')}`,
    });
    const ratio = speed(ended) / speed(docker);
    return [
      {
        ...row('container to file', ended),
        against: `at least ${BOUND_MB_PER_S} MB/s, or ${SHARE} of docker logs: it is ${ratio.toFixed(2)}`,
        held: speed(ended) >= BOUND_MB_PER_S || ratio >= SHARE,
      },
      { ...row('docker logs > file', docker), against: '' },
      {
        name: `${what}: from its start to its end`,
        measured: `${speed([live]).toFixed(0)} MB/s: ${ms(live)}`,
        against: 'the engine makes and keeps it meanwhile',
      },
      bounded(row('the log writer alone', written), speed(written), { least: BOUND_MB_PER_S, unit: 'MB/s' }),
      bounded(
        { name: `${what}: memory, while four pass`, measured: `+${mb(growth)} at the peak` },
        growth / 1e6,
        {
          most: (FLAT * bytes) / 1e6,
          unit: 'MB more',
        },
      ),
    ];
  },
};
