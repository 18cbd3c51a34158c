import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, runCommand } from '../setup/command.mjs';

/** Bundles the extension and the daemon: what the tests in VS Code run. */
export const BUILD = { name: 'build', script: 'scripts/build.mjs' };

/** Format, lint, types and what is generated: each is told like a test file with one test. */
export const CHECKS = [
  {
    name: 'biome check',
    package: '@biomejs/biome',
    bin: 'biome',
    args: ['check', '--error-on-warnings', '.'],
  },
  { name: 'tsc', package: 'typescript', bin: 'tsc', args: ['-p', '.'] },
  { name: 'tsc, webview', package: 'typescript', bin: 'tsc', args: ['-p', 'webview'] },
  { name: 'contributions', script: 'scripts/contributions.ts', args: ['--check'] },
  { name: 'translatable texts', script: 'scripts/texts.mjs', args: ['--check'] },
  BUILD,
];

/**
 * @param {{ checks: readonly (typeof CHECKS)[number][], root: string, node: string, signal: AbortSignal,
 *   onResult: (result: import('./testFile.mjs').Result) => void }} options
 */
export async function runChecks({ checks, root, node, signal, onResult }) {
  for (const check of checks) {
    const started = performance.now();
    const lines = [];
    let failed = 0;
    try {
      const script = check.script === undefined ? binOf(root, check) : join(root, check.script);
      await runCommand(node, [script, ...(check.args ?? [])], {
        cwd: root,
        signal,
        detail: line => lines.push(line),
      });
    } catch (error) {
      if (!(error instanceof CommandError) || signal.aborted) throw error;
      failed = 1;
    }
    onResult({
      name: check.name,
      passed: 1 - failed,
      failed,
      skipped: 0,
      ms: performance.now() - started,
      output: '',
      failures: failed ? [{ name: check.name, error: lines.join('\n') }] : [],
      skips: [],
    });
  }
}

function binOf(root, check) {
  const folder = join(root, 'node_modules', check.package);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, bin[check.bin]);
}
