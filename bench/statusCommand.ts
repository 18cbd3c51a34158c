import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BenchDaemon } from './benchDaemon.ts';
import type { Benchmark } from './benchmark.ts';
import { ms, quantile, spread } from './statistics.ts';

const FRACTALE = fileURLToPath(new URL('../bin/fractale.mjs', import.meta.url));
const ROUNDS = 15;

const execute = promisify(execFile);

/** `fractale daemon status` as a person has it: a process from its start to its end. */
export const statusCommand: Benchmark = {
  name: 'status-command',
  async measure() {
    await using bench = new BenchDaemon();
    const daemon = await bench.connect();
    const timed = async (...args: string[]) => {
      const begun = performance.now();
      await execute(process.execPath, args, { env: bench.env });
      return performance.now() - begun;
    };
    await timed(FRACTALE, 'daemon', 'status');
    const command: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      command.push(await timed(FRACTALE, 'daemon', 'status'));
      bare.push(await timed('--eval', '0'));
    }
    await bench.stop(daemon);
    return [
      {
        name: 'command: fractale daemon status',
        measured: spread(command, 'times'),
        against: `node alone: ${ms(quantile(bare, 0.5))}`,
      },
    ];
  },
};
