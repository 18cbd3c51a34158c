import { fileURLToPath } from 'node:url';
import { ensureBaseImage } from './baseImage.mjs';
import { ensureEditor } from './editor.mjs';
import { ensureEngine } from './engine.mjs';
import { ensureNodePackages } from './nodePackages.mjs';
import { ensureNode } from './pinnedNode.mjs';
import { readSystem } from './system.mjs';
import { ensureGit, ensureRegistry } from './tools.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Sees to everything that running Fractale from this folder needs, and shows each step.
 * @param {{ signal: AbortSignal, forTests?: boolean }} options
 * @returns {Promise<{ node: string, noEditor?: string }>} the Node to run TypeScript with; for tests, why there
 *   is no VS Code to test in
 */
export async function prepare({ signal, forTests = false }) {
  const system = readSystem();
  await ensureNodePackages({ root: ROOT, signal });
  const node = ensureNode();
  await ensureGit({ system, signal });
  const engine = await ensureEngine({ system, signal });
  if (forTests) await ensureRegistry({ system, signal });
  await ensureBaseImage({ engine, system, signal });
  const noEditor = forTests ? await ensureEditor({ root: ROOT, system, signal }) : undefined;
  return { node, noEditor };
}
