import { runInForeground } from './setup/foreground.mjs';
import { NODE_FLAGS, nodePath } from './setup/pinnedNode.mjs';
import { runScript } from './setup/script.mjs';

/** `node scripts/withNode.mjs FILE ARGS…`: runs a TypeScript file with a Node that can. */
await runScript(() => runInForeground(nodePath(), [...NODE_FLAGS, ...process.argv.slice(2)]));
