import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, runCommand } from '../setup/command.mjs';

/** Format, lint and types: each is told like a test file with one test. */
const CHECKS = [
  {
    name: 'biome check',
    package: '@biomejs/biome',
    bin: 'biome',
    args: ['check', '--error-on-warnings', '.'],
  },
  { name: 'tsc', package: 'typescript', bin: 'tsc', args: ['-p', '.'] },
];

/**
 * @param {{ root: string, node: string, signal: AbortSignal, onResult: (result: import('./testFile.mjs').Result) => void }} options
 */
export async function runChecks({ root, node, signal, onResult }) {
  for (const check of CHECKS) {
    const started = performance.now();
    const lines = [];
    let failed = 0;
    try {
      await runCommand(node, [binOf(root, check), ...check.args], {
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
