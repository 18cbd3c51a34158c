import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const KB = 1024;
const MB = 1024 * KB;

/** What is shipped and how large it may be; the design names the bounds. Paths are relative to the repository. */
const PARTS = [
  { what: 'extension', path: 'dist/extension.cjs', bound: 250 * KB },
  // Loaded with the first plan file; nearly all of it is vscode-languageclient.
  { what: 'language client', path: 'dist/planLanguageClient.cjs', bound: 450 * KB },
  { what: 'language server', path: 'dist/languageServer.cjs', bound: 400 * KB },
  { what: 'daemon', path: 'dist/daemon', bound: 3.5 * MB },
  { what: 'webview', path: 'dist/webview', bound: 60 * KB },
];
const VSIX_BOUND = 3 * MB;

/**
 * Sizes of what was built, and of the .vsix when its path is given, in bytes.
 * @param {{ root: string, vsix?: string }} options
 * @returns {{ what: string, bytes: number, bound: number }[]}
 */
export function measureSizes({ root, vsix }) {
  const sizes = PARTS.map(({ what, path, bound }) => ({ what, bytes: bytesOf(join(root, path)), bound }));
  return vsix === undefined ? sizes : [...sizes, { what: '.vsix', bytes: bytesOf(vsix), bound: VSIX_BOUND }];
}

/** Of a file, or of all files in a folder; 0 of what is not there. */
function bytesOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/**
 * The parts that are larger than they may be, or are not there.
 * @param {ReturnType<typeof measureSizes>} sizes */
export function wrongSizes(sizes) {
  return sizes.filter(({ bytes, bound }) => bytes === 0 || bytes > bound);
}

/** @param {ReturnType<typeof measureSizes>} sizes */
export function sizeTable(sizes) {
  const kilobytes = bytes => `${(bytes / KB).toFixed(0)} KB`;
  const rows = sizes.map(({ what, bytes, bound }) => [
    what.padEnd(16),
    kilobytes(bytes).padStart(8),
    kilobytes(bound).padStart(8),
    bytes === 0 ? '  missing' : bytes > bound ? '  too large' : '',
  ]);
  return [['part'.padEnd(16), 'size'.padStart(8), 'bound'.padStart(8), ''], ...rows]
    .map(row => row.join('  ').trimEnd())
    .join('\n');
}
