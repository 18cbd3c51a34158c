import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { ensureHome, homeOf } from '../daemon/discovery/home.ts';
import type { ExecutionIo, ExecutionResult } from '../daemon/platforms/platform.ts';
import { Logs } from '../daemon/store/logs.ts';
import { Redactor } from '../daemon/store/redactor.ts';
import { MarkedEngine } from '../test/docker/markedEngine.ts';

/** What this process prints, as JSON: times in milliseconds, one a round, and memory in bytes. */
export interface LogPathTimes {
  readonly bytes: number;
  /** The log writer, given the log from memory. */
  readonly written: readonly number[];
  /** A job from its start to its end. */
  readonly live: number;
  /** The whole log of a container that has ended. */
  readonly ended: readonly number[];
  readonly docker: readonly number[];
  /** How much more was resident at the most than before the first log. */
  readonly growth: number;
}

const BYTES = 100_000_000;
const ROUNDS = 3;
const LINE = `${'the quick brown fox jumps over the lazy dog '.repeat(3)}1234567890`;
/** About what the platform hands over at a time. */
const CHUNK = Buffer.from(`${LINE}\n`.repeat(2 ** 16 / (LINE.length + 1)));
const LOOK_MS = 5;

// As the daemon does.
setFlagsFromString('--optimize-for-size');
// Ctrl-C reaches every process of the terminal; this one has a container to remove.
process.on('SIGINT', () => {});

const folder = mkdtempSync(join(tmpdir(), 'fractale-bench-'));
const home = homeOf({ FRACTALE_HOME: folder });
ensureHome(home);
const logs = new Logs(home);
const redactor = new Redactor();
const engine = new MarkedEngine();

try {
  const platform = await engine.open();
  await platform.probe();
  const request = engine.jobRequest(`yes '${LINE}' | head -c ${BYTES}`);
  let attempt = 0;
  const toDisk = async (execute: (io: ExecutionIo) => Promise<ExecutionResult | undefined>) => {
    attempt += 1;
    const begun = performance.now();
    const log = await logs.writer({ run: 'bench', step: 'log', attempt }, redactor);
    const result = await execute({
      signal: new AbortController().signal,
      write: chunk => log.write(chunk),
      restart: () => log.restart(),
      instruction: () => {},
    });
    await log.close();
    const took = performance.now() - begun;
    if (result?.exit.code !== 0 || log.bytes !== BYTES) throw new Error(`not the whole log: ${log.bytes}`);
    return took;
  };
  const before = process.memoryUsage.rss();
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, LOOK_MS);
  const live = await toDisk(io => platform.runJob(request, io));
  const written: number[] = [];
  const ended: number[] = [];
  const docker: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ended.push(await toDisk(io => platform.adoptJob(request, io)));
    docker.push(await dockerLogs(request.name));
  }
  clearInterval(looking);
  const growth = most - before;
  for (let round = 0; round < ROUNDS; round += 1) written.push(await toDisk(fromMemory));
  const times: LogPathTimes = { bytes: BYTES, written, live, ended, docker, growth };
  console.log(JSON.stringify(times));
} finally {
  await engine.clean();
  rmSync(folder, { recursive: true, force: true });
}

async function fromMemory(io: ExecutionIo): Promise<ExecutionResult> {
  for (let left = BYTES; left > 0; left -= CHUNK.length) await io.write(CHUNK.subarray(0, left));
  return { exit: { kind: 'exited', code: 0 }, facts: {} };
}

async function dockerLogs(container: string): Promise<number> {
  const file = join(folder, 'docker.log');
  const output = openSync(file, 'w');
  const begun = performance.now();
  const reading = spawn('docker', ['logs', container], { stdio: ['ignore', output, 'inherit'] });
  await once(reading, 'close');
  closeSync(output);
  const took = performance.now() - begun;
  if (statSync(file).size !== BYTES) throw new Error('docker logs did not give the whole log');
  return took;
}
