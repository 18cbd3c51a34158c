import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Set by the bundler: a bundle has neither sources nor package.json beside it. */
declare const FRACTALE_BUILD: string | undefined;
const BUNDLED = typeof FRACTALE_BUILD === 'undefined' ? undefined : FRACTALE_BUILD;

/** Fractale's version, as package.json states it. */
export const VERSION: string =
  BUNDLED?.split('+')[0] ?? versionOf(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * Tells two builds of the same version apart: `<version>+<milliseconds>`, where the milliseconds are the newest
 * modification time of a source file of the daemon. A client with a newer build replaces an idle daemon.
 */
export function buildId(folder: string = import.meta.dirname): string {
  if (BUNDLED !== undefined) return BUNDLED;
  let newest = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    // An editor that saves by rename can take a file away between the listing and this.
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stat !== undefined) newest = Math.max(newest, Math.trunc(stat.mtimeMs));
  }
  return `${VERSION}+${newest}`;
}

function versionOf(text: string): string {
  const manifest: unknown = JSON.parse(text);
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return '0.0.0';
  return String(manifest.version);
}
