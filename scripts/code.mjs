import { join } from 'node:path';
import { runCommand } from './setup/command.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { NODE_FLAGS } from './setup/pinnedNode.mjs';
import { prepare, ROOT } from './setup/prepare.mjs';
import { step } from './setup/progress.mjs';
import { runScript } from './setup/script.mjs';
import { readSystem } from './setup/system.mjs';
import { ensureVsCodeServer } from './setup/vscodeServer.mjs';

/** `npm run code`: sets up what is missing, builds, and serves VS Code with the extension to the browser. */
await runScript(async signal => {
  const { node } = await prepare({ signal });
  await ensureVsCodeServer({ root: ROOT, system: readSystem(), signal });
  await step('Build', detail =>
    runCommand(node, [join(ROOT, 'scripts', 'build.mjs')], { cwd: ROOT, signal, detail }),
  );
  signal.throwIfAborted();
  return runInForeground(node, [...NODE_FLAGS, join(ROOT, 'scripts', 'vscode', 'serve.ts')]);
});
