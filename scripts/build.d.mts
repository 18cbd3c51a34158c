/** What TypeScript sees of build.mjs. */
export function build(): Promise<void>;
