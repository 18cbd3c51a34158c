import { registerHooks } from 'node:module';

/**
 * Loaded into a daemon before its own modules: its target is a scripted platform, on which every execution succeeds
 * at once.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== './openPlatform.ts' || !context.parentURL?.endsWith('/daemon/main.ts'))
      return next(specifier, context);
    return next(new URL('openScripted.ts', import.meta.url).href, context);
  },
});
