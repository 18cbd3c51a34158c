import { availableParallelism, loadavg } from 'node:os';
import { nearest } from '../daemon/protocol/nearest.ts';
import { attemptTime } from './attemptTime.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { benchmarkTable } from './benchmarkTable.ts';
import { cachedBuild } from './cachedBuild.ts';
import { daemonStart } from './daemonStart.ts';
import { activation } from './editor/activation.ts';
import { eventFlood } from './editor/eventFlood.ts';
import { eventToPixel } from './editor/eventToPixel.ts';
import { log as editorLog } from './editor/log.ts';
import { manyRunsTree } from './editor/manyRunsTree.ts';
import { sizes } from './editor/sizes.ts';
import { eventLatency } from './eventLatency.ts';
import { idleMemory } from './idleMemory.ts';
import { logPath } from './logPath.ts';
import { manyRuns } from './manyRuns.ts';
import { reattach } from './reattach.ts';
import { statusCommand } from './statusCommand.ts';

/**
 * `npm run bench [-- NAME…]`: measures everything, or what is named, and ends with 1 when a bound is missed.
 * `editor` names all that is measured in VS Code.
 */
const BENCHMARKS: readonly Benchmark[] = [
  daemonStart,
  reattach,
  statusCommand,
  eventLatency,
  attemptTime,
  cachedBuild,
  logPath,
  idleMemory,
  manyRuns,
  sizes,
  activation,
  manyRunsTree,
  eventToPixel,
  eventFlood,
  editorLog,
];

const names = process.argv.slice(2);
const known = [
  ...new Set(BENCHMARKS.flatMap(({ name, group }) => (group === undefined ? [name] : [group, name]))),
];
const unknown = names.find(name => !known.includes(name));
if (unknown !== undefined) {
  const meant = nearest(unknown, known);
  console.error(`There is no measurement ${unknown}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`);
  console.error(`Measurements: ${known.join(', ')}`);
  process.exit(2);
}

let stopped = false;
process.on('SIGINT', () => {
  if (stopped) process.exit(130);
  stopped = true;
  console.error('stopping after this measurement, which removes what it made; Ctrl-C again stops at once');
});

const before = load();
const rows: Row[] = [];
for (const benchmark of BENCHMARKS) {
  if (stopped || (names.length > 0 && !isNamed(benchmark))) continue;
  console.error(`measuring ${benchmark.name} …`);
  try {
    rows.push(...(await benchmark.measure()));
  } catch (error) {
    rows.push({ name: benchmark.name, measured: 'could not be measured', against: '', held: false });
    console.error(error);
  }
}
for (const line of benchmarkTable(rows)) console.log(line);
console.log(
  `\nNode ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores; ` +
    `load average before ${before}, after ${load()} (it counts what the measurements do themselves)`,
);
if (stopped) process.exitCode = 130;
else if (rows.some(({ held }) => held === false)) process.exitCode = 1;

function isNamed({ name, group }: Benchmark): boolean {
  return names.includes(name) || (group !== undefined && names.includes(group));
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
