import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endGroup } from '../setup/command.mjs';

const REPORTER = fileURLToPath(new URL('testReporter.cjs', import.meta.url));
const OUTPUT_BYTES = 20_000;
const PIPES_MS = 2_000;

/**
 * What came of one test file. `output` is the end of what it printed.
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, ms: number, output: string,
 *   failures: readonly { name: string, where?: string, error: string }[],
 *   skips: readonly { name: string, reason?: string }[] }} Result
 */

/**
 * Runs one test file in a process of its own, ended with all its children after `limitMs`. A file that ends in
 * another way than its tests tell (a crash, a hang, no test in it) counts as one failure more.
 * @param {{ file: string, name: string, node: string, flags: readonly string[], env: NodeJS.ProcessEnv,
 *   limitMs: number, signal: AbortSignal }} options
 * @returns {Promise<Result>}
 */
export async function runTestFile({ file, name, node, flags, env, limitMs, signal }) {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'fractale-report-'));
  const report = join(folder, 'events.jsonl');
  try {
    const args = [...flags, `--test-reporter=${REPORTER}`, `--test-reporter-destination=${report}`, file];
    const ended = await execute(node, args, { env, limitMs, signal });
    const events = existsSync(report) ? readEvents(report) : [];
    return { name, ...tell(events, ended, limitMs), ms: performance.now() - started, output: ended.output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function execute(node, args, { env, limitMs, signal }) {
  signal.throwIfAborted();
  const child = spawn(node, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  let output = '';
  const keep = chunk => {
    output = (output + chunk).slice(-OUTPUT_BYTES);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  let timedOut = false;
  let grace;
  const limit = setTimeout(() => {
    timedOut = true;
    endGroup(child, 0);
  }, limitMs);
  const stop = () => endGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    const end = (code, by) => resolve({ code, by, timedOut, output });
    child.on('close', end);
    // A process that the tests left behind may hold the pipes for ever.
    child.on('exit', (code, by) => {
      endLeftovers(child.pid);
      grace = setTimeout(end, PIPES_MS, code, by);
    });
  }).finally(() => {
    clearTimeout(limit);
    clearTimeout(grace);
    signal.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.stderr.destroy();
  });
}

/** What is still in the process group of a file that has ended. */
function endLeftovers(group) {
  if (process.platform === 'win32') return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function readEvents(report) {
  const lines = readFileSync(report, 'utf8').split('\n');
  // The last one is empty, or half of a line when the process was ended while writing it.
  return lines.slice(0, -1).map(line => JSON.parse(line));
}

function tell(events, { code, by, timedOut }, limitMs) {
  const of = outcome => events.filter(({ event }) => event === outcome);
  const failures = of('failed');
  const total = of('passed').length + of('skipped').length + failures.length;
  const own = error => failures.push({ name: 'the file itself', error });
  if (timedOut) {
    own(`Ended after ${limitMs / 1000} s: ${stateAtEnd(of('started'), of('ended'))}.`);
  } else if (failures.length === 0 && code !== 0) {
    own(`The process ended with ${by ?? `status ${code}`}: ${stateAtEnd(of('started'), of('ended'))}.`);
  } else if (total === 0) {
    own('It holds no test.');
  }
  return {
    passed: of('passed').length,
    failed: failures.length,
    skipped: of('skipped').length,
    failures,
    skips: of('skipped'),
  };
}

function stateAtEnd(started, ended) {
  const over = new Set(ended.map(({ test }) => test));
  const running = started.map(({ test }) => test).filter(test => !over.has(test));
  if (running.length > 0) return `${running.at(-1)} was running`;
  return started.length > 0 ? 'its tests were over' : 'no test had begun';
}
