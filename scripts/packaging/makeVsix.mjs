import { createVSIX } from '@vscode/vsce';

/**
 * Packages what is built in `dist` as `vsix`. Nothing is fetched, and only what .vscodeignore allows goes in.
 * @param {{ root: string, vsix: string }} options
 */
export async function makeVsix({ root, vsix }) {
  await createVSIX({
    cwd: root,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}
