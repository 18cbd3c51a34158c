#!/usr/bin/env node
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileCacheFolder } from '../scripts/setup/compileCache.mjs';
import { runInForeground } from '../scripts/setup/foreground.mjs';
import { NODE_FLAGS, nodePath, runningNodeFits } from '../scripts/setup/pinnedNode.mjs';
import { MISSING, runScript, showSetupError } from '../scripts/setup/script.mjs';
import { SetupError } from '../scripts/setup/setupError.mjs';

const main = new URL('../daemon/cli/main.ts', import.meta.url);
const cache = compileCacheFolder();
// Inherited by the daemon, which loads the same modules.
if (cache !== undefined) process.env.NODE_COMPILE_CACHE = cache;

if (runningNodeFits()) {
  hideExperimentalWarnings();
  if (cache !== undefined) module.enableCompileCache(cache);
  try {
    await import(main.href);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !/^Cannot find package/.test(error.message)) throw error;
    const folder = fileURLToPath(new URL('..', import.meta.url));
    showSetupError(
      new SetupError(
        'The Node packages that Fractale needs are not installed.',
        `Run \`npm start\`, or \`npm ci --ignore-scripts\`, in ${folder}.`,
      ),
    );
    process.exitCode = MISSING;
  }
} else {
  await runScript(() =>
    runInForeground(nodePath(), [...NODE_FLAGS, fileURLToPath(main), ...process.argv.slice(2)]),
  );
}

/** What the flag `--disable-warning=ExperimentalWarning` does, for a process that was started without it. */
function hideExperimentalWarnings() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'object' ? rest[0]?.type : rest[0];
    if ((type ?? warning?.name) !== 'ExperimentalWarning') emit.call(process, warning, ...rest);
  };
}
