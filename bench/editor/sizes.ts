import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measureSizes } from '../../scripts/packaging/sizes.mjs';
import { ROOT } from '../../test/vscode/host/root.ts';
import { bounded } from '../benchmark.ts';
import { editorBenchmark } from './editorBenchmark.ts';

/** What is shipped, as `npm run package` makes it. */
export const sizes = editorBenchmark('editor-sizes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fractale-bench-'));
  try {
    const vsix = join(folder, 'fractale.vsix');
    // In a process of its own: it prints what it packs.
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', makeVsix(vsix)]);
    return measureSizes({ root: ROOT, vsix }).map(({ what, bytes, bound }) =>
      bounded(
        { name: `size: ${what}`, measured: bytes === 0 ? 'missing' : kb(bytes) },
        bytes === 0 ? Number.POSITIVE_INFINITY : bytes / 1024,
        { most: Math.round(bound / 1024), unit: 'KB' },
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function makeVsix(vsix: string): string {
  const module = new URL('../../scripts/packaging/makeVsix.mjs', import.meta.url).href;
  return `import { makeVsix } from '${module}'; await makeVsix(${JSON.stringify({ root: ROOT, vsix })});`;
}

function kb(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}
