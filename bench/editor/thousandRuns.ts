import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { watchRun } from '../../daemon/client/watchRun.ts';
import type { RunStartParams } from '../../daemon/protocol/requests.ts';
import type { BenchDaemon } from '../benchDaemon.ts';
import { workRun } from '../replayRun.ts';

export const RUNS = 1_000;
const AT_ONCE = 10;

/** Has the daemon, whose target must be the scripted one, work a plan 1,000 times. */
export async function workThousandRuns(bench: BenchDaemon, params: RunStartParams): Promise<void> {
  if (params.file !== undefined) mkdirSync(dirname(params.file), { recursive: true });
  const daemon = await bench.connect();
  await watchRun(daemon, undefined, 0, () => {});
  let begun = 0;
  const work = async () => {
    while (begun++ < RUNS) await workRun(daemon, params);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await bench.stop(daemon);
}
