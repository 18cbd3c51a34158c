import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { endDaemonProcess } from '../../../daemon/client/daemonProcess.ts';
import { homeOf } from '../../../daemon/discovery/home.ts';
import type { MochaResult } from './mochaResult.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const STAND_IN = fileURLToPath(new URL('../host/standIn.ts', import.meta.url));

/** How a run of in-editor tests ended; `status` 0 means that all passed. */
export interface SuiteRun {
  readonly status: number;
  readonly results: readonly MochaResult[];
}

/**
 * Runs a bundled suite in VS Code: in the desktop one that VSCODE_EXECUTABLE names, else in the stand-in. It has
 * a profile, a workspace folder and a home of its own.
 */
export async function runSuite(suite: string, env: Readonly<Record<string, string>> = {}): Promise<SuiteRun> {
  const folder = await mkdtemp(join(tmpdir(), 'fractale-suite-'));
  const results = join(folder, 'results.jsonl');
  const home = join(folder, 'home');
  try {
    const status = await runTests({
      vscodeExecutablePath: process.env.VSCODE_EXECUTABLE ?? STAND_IN,
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: suite,
      extensionTestsEnv: { ...env, FRACTALE_SUITE_RESULTS: results, FRACTALE_HOME: home },
      launchArgs: [
        join(ROOT, 'plans'),
        `--user-data-dir=${join(folder, 'user-data')}`,
        `--extensions-dir=${join(folder, 'extensions')}`,
        ...['--disable-workspace-trust', '--disable-extensions'],
      ],
    }).catch(statusOf);
    return { status, results: existsSync(results) ? readResults(results) : [] };
  } finally {
    await endDaemonProcess(homeOf({ FRACTALE_HOME: home }));
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** `runTests` rejects where the editor ended with another status than 0, or was ended. */
function statusOf(error: unknown): number {
  if (error instanceof Error && 'code' in error && typeof error.code === 'number') return error.code;
  throw error;
}

function readResults(file: string): MochaResult[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line): MochaResult => JSON.parse(line));
}
