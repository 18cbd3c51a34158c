import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from './stateFolder.mjs';

/**
 * Folder where Node keeps what it made of our TypeScript, so that the next start need not do it again
 * (`NODE_COMPILE_CACHE`); undefined where none can be made, which only costs time.
 */
export function compileCacheFolder() {
  if (process.env.NODE_COMPILE_CACHE) return process.env.NODE_COMPILE_CACHE;
  try {
    mkdirSync(stateFolder(), { recursive: true, mode: 0o700 });
    return join(stateFolder(), 'compile-cache');
  } catch {
    return undefined;
  }
}
