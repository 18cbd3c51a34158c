/** What TypeScript sees of makeVsix.mjs. */
export function makeVsix(options: { readonly root: string; readonly vsix: string }): Promise<void>;
