import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandExists } from '../setup/command.mjs';
import { placeExtension } from './placeExtension.ts';
import { startServer } from './startServer.ts';

/**
 * Serves VS Code, with the extension as it is built, on the folder of the ready plans until Ctrl-C. Its settings
 * are kept in the repository's ignored folder; Fractale's state is the person's own.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(ROOT, '.vscode-test', 'code');
const extensionsFolder = join(folder, 'extensions');

await mkdir(folder, { recursive: true, mode: 0o700 });
// VS Code takes in what it finds there only while it has no list of its own.
await rm(extensionsFolder, { recursive: true, force: true });
await placeExtension(ROOT, extensionsFolder);

const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
process.once('SIGINT', stop).once('SIGTERM', stop).once('SIGHUP', stop);
await using server = await startServer({ folder, env: process.env, extensionsFolder });

console.log(
  `\nVS Code with Fractale, for this machine's browsers only:\n\n  ${server.url(join(ROOT, 'plans'))}\n`,
);
console.log('Ctrl-C ends it. The daemon and its runs go on.');
if (commandExists('code')) {
  console.log('In the desktop VS Code: npm run package, then code --install-extension fractale-*.vsix');
}
const crashed = await Promise.race([stopped.then(() => false), server.ended.then(() => true)]);
if (crashed) {
  console.error("VS Code's server has ended by itself.");
  process.exitCode = 1;
}
