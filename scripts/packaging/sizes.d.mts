/** What TypeScript sees of sizes.mjs. */
export interface Size {
  readonly what: string;
  readonly bytes: number;
  readonly bound: number;
}

export function measureSizes(options: { readonly root: string; readonly vsix?: string }): Size[];
export function wrongSizes(sizes: readonly Size[]): Size[];
export function sizeTable(sizes: readonly Size[]): string;
