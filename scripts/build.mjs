import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { bundles } from './bundles.mjs';
import { thirdPartyNotices } from './packaging/thirdParty.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');

/** Bundles everything into `dist`, which stays as it was when that fails. */
export async function build() {
  const part = `${DIST}.${process.pid}`;
  try {
    await copyCommand(part);
    const options = { root: ROOT, outdir: part, build: buildId(), watch: false };
    const results = await Promise.all(
      bundles(options).map(bundle => esbuild.build({ ...bundle, metafile: true })),
    );
    const metafiles = results.map(({ metafile }) => metafile);
    await writeFile(join(part, 'THIRD-PARTY.md'), thirdPartyNotices(ROOT, metafiles));
    await rm(DIST, { recursive: true, force: true });
    await rename(part, DIST);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** Bundles into `dist`, again at each change, for the debugger. */
async function watch() {
  await copyCommand(DIST);
  const all = bundles({ root: ROOT, outdir: DIST, build: buildId(), watch: true });
  const contexts = await Promise.all(all.map(bundle => esbuild.context(bundle)));
  console.log('[watch] build started');
  await Promise.all(contexts.map(context => context.watch()));
  console.log('[watch] build finished');
}

async function copyCommand(dist) {
  await mkdir(join(dist, 'bin'), { recursive: true });
  await copyFile(join(ROOT, 'scripts', 'fractale.sh'), join(dist, 'bin', 'fractale'));
  await chmod(join(dist, 'bin', 'fractale'), 0o755);
}

/** As daemon/buildId.ts has it for the sources: the version, and when the newest source file was changed. */
function buildId() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const folder = join(ROOT, 'daemon');
  const times = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts') && existsSync(join(folder, name)))
    .map(name => Math.trunc(statSync(join(folder, name)).mtimeMs));
  return `${version}+${Math.max(0, ...times)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await (process.argv.includes('--watch') ? watch() : build());
