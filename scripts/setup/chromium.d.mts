/** What TypeScript sees of chromium.mjs. */
export function chromiumPath(env?: NodeJS.ProcessEnv): string | undefined;
