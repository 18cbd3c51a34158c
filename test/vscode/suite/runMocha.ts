import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { MochaResult } from './mochaResult.ts';

/**
 * Runs the suites that `load` defines, in the extension host, and writes each result to the file that
 * FRACTALE_SUITE_RESULTS names. Rejects, and so fails the editor's run, when a test failed or there was none.
 */
export async function runMocha(load: () => Promise<unknown>): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: false });
  // Mocha's `suite` and `test` work from here on.
  mocha.suite.emit('pre-require', globalThis, 'suite', mocha);
  await load();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run(failures => {
      if (runner.total === 0) reject(new Error('There are no tests.'));
      else if (failures > 0) reject(new Error(`${failures} of ${runner.total} tests failed.`));
      else resolve();
    });
    runner.on('pass', test => write({ name: test.fullTitle(), outcome: 'passed' }));
    runner.on('pending', test => write({ name: test.fullTitle(), outcome: 'skipped' }));
    runner.on('fail', (test, error) =>
      write({ name: test.fullTitle(), outcome: 'failed', error: error.stack ?? error.message }),
    );
  });
}

function write(result: MochaResult): void {
  const file = process.env.FRACTALE_SUITE_RESULTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
