/** What TypeScript sees of vscodeServer.mjs. */
export interface ServerPlace {
  readonly folder: string;
  readonly server: string;
  readonly node: string;
}

export function vscodeServer(root: string, env?: NodeJS.ProcessEnv): ServerPlace;
