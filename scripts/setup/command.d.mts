/** What TypeScript sees of command.mjs. */
export function commandExists(command: string, path?: string): boolean;
