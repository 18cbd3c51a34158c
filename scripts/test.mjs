import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { NODE_FLAGS } from './setup/pinnedNode.mjs';
import { prepare, ROOT } from './setup/prepare.mjs';
import { runScript } from './setup/script.mjs';
import { BUILD, CHECKS, runChecks } from './testing/checks.mjs';
import { testEnvironment } from './testing/environment.mjs';
import { showResult, showSummary } from './testing/show.mjs';
import { runTestFile } from './testing/testFile.mjs';

const FOLDERS = ['daemon', 'extension', 'webview', 'test'];
const CONCURRENCY = 2;
const FILE_LIMIT_MS = 10 * 60_000;

/** `npm test [-- PATTERN…]`: sets up what is missing, then runs the checks and all tests, or the matching files. */
await runScript(async signal => {
  const patterns = process.argv.slice(2);
  const { node, noEditor } = await prepare({ signal, forTests: true });
  const { env: common, home } = await testEnvironment({ root: ROOT, node, noEditor });
  const results = [];
  const onResult = result => {
    results.push(result);
    showResult(result);
  };
  console.log();
  try {
    const waiting = testFiles(patterns);
    const checks = patterns.length === 0 ? CHECKS : waiting.some(inEditor) ? [BUILD] : [];
    await runChecks({ checks, root: ROOT, node, signal, onResult });
    const work = async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        const name = relative(ROOT, file).split(sep).join('/');
        const env = { ...common, FRACTALE_HOME: join(home, String(waiting.length)) };
        onResult(
          await runTestFile({ file, name, node, flags: NODE_FLAGS, env, limitMs: FILE_LIMIT_MS, signal }),
        );
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    if (results.length === 0) console.log(`No test file's path holds ${patterns.join(' or ')}.`);
    return showSummary(results) ? 0 : 1;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** Those run what is built. */
function inEditor(file) {
  return relative(ROOT, file).startsWith(join('test', 'vscode'));
}

function testFiles(patterns) {
  return FOLDERS.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && /\.test\.(ts|mjs)$/.test(entry.name))
      .map(entry => join(entry.parentPath ?? entry.path, entry.name)),
  )
    .filter(file => patterns.length === 0 || patterns.some(pattern => relative(ROOT, file).includes(pattern)))
    .sort();
}
