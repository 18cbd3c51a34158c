import { relative } from 'node:path';

const OUTPUT_LINES = 60;
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
const RED = 31;
const GREEN = 32;

/**
 * One line for a file that has ended.
 * @param {import('./testFile.mjs').Result} result
 */
export function showResult({ name, passed, failed, skipped, ms }) {
  const mark = failed > 0 ? paint(RED, '✗') : paint(GREEN, '✓');
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  console.log(`${mark} ${name}  ${counts.filter(Boolean).join(', ')}  ${(ms / 1000).toFixed(1)} s`);
}

/**
 * Every skipped test with its reason, every failure in full, and the counts as the very last line.
 * @param {readonly import('./testFile.mjs').Result[]} results
 * @returns {boolean} whether something ran and nothing failed
 */
export function showSummary(results) {
  for (const { name, skips } of results) {
    for (const skip of skips)
      console.log(`skipped: ${name}: ${skip.name}${skip.reason ? ` (${skip.reason})` : ''}`);
  }
  for (const { name, failures, output } of results.filter(result => result.failed > 0)) {
    for (const failure of failures) {
      console.log(`\n${paint(RED, `✗ ${name}: ${failure.name}`)}`);
      if (failure.where) console.log(`  at ${relative(process.cwd(), failure.where)}`);
      console.log(indent(failure.error));
    }
    const printed = output.trimEnd().split('\n').slice(-OUTPUT_LINES).join('\n');
    if (printed !== '') console.log(`\n  What ${name} printed, at its end:\n${indent(printed)}`);
  }
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 && passed > 0;
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}
