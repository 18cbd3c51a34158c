import { accessSync } from 'node:fs';
import { registerHooks } from 'node:module';

const REPLACED = new URL('../daemon/openPlatform.ts', import.meta.url);
const REPLACEMENT = new URL('openScripted.ts', import.meta.url).href;

/**
 * Loaded into a daemon before its own modules: its target is a scripted platform, on which every execution succeeds
 * at once.
 */
accessSync(REPLACED);
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    return resolved.url === REPLACED.href ? { ...resolved, url: REPLACEMENT } : resolved;
  },
});
