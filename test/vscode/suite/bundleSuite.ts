import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const FOLDER = fileURLToPath(new URL('../../../test-results/suite', import.meta.url));

/**
 * Bundles in-editor tests, as the desktop's extension host does not strip types. Resolves to the bundle's path.
 * As a program it bundles the suite, for `.vscode/launch.json`.
 */
export async function bundleSuite(entry: string, name: string): Promise<string> {
  const outfile = join(FOLDER, `${name}.cjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: true,
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}

if (import.meta.main) await bundleSuite(fileURLToPath(new URL('run.ts', import.meta.url)), 'suite');
