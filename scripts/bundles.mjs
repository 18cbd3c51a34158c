/** Loaded only when the first plan is open: a bundle of its own, beside the extension's. */
const LANGUAGE_CLIENT = 'planLanguageClient';

/** What esbuild makes: extension with language client and server, daemon with command line, webview. */
export function bundles({ root, outdir, build, watch }) {
  const define = { FRACTALE_BUILD: JSON.stringify(build) };
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: !watch,
    sourcemap: watch ? 'linked' : false,
    define,
    legalComments: 'none',
    logLevel: 'warning',
  };
  // The ES modules of a package are smaller than what its `main` names.
  const node = { ...common, platform: 'node', target: 'node22', mainFields: ['module', 'main'] };
  const editor = {
    ...node,
    format: 'cjs',
    entryPoints: {
      extension: 'extension/extension.ts',
      [LANGUAGE_CLIENT]: `extension/language/${LANGUAGE_CLIENT}.ts`,
      languageServer: 'extension/languageServer/main.ts',
    },
    outExtension: { '.js': '.cjs' },
    outdir,
    external: ['vscode'],
    plugins: [ownBundle(LANGUAGE_CLIENT)],
    define: { ...define, 'import.meta.url': 'undefined', 'import.meta.dirname': 'undefined' },
  };
  const daemon = {
    ...node,
    format: 'esm',
    splitting: true,
    entryPoints: { daemon: 'daemon/main.ts', cli: 'daemon/cli/main.ts' },
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    outdir: `${outdir}/daemon`,
    // Native speed-ups of ssh2, which works without them.
    external: ['cpu-features', '*.node'],
    banner: { js: COMMONJS },
  };
  const webview = {
    ...common,
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    entryPoints: { attempt: 'webview/main.tsx' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: `${outdir}/webview`,
  };
  return [editor, daemon, webview];
}

/** CommonJS packages in an ES module ask for Node's own modules by `require`, and where they are. */
const COMMONJS = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  'const require = createRequireOfBundle(import.meta.url);',
  'const [__filename, __dirname] = [import.meta.filename, import.meta.dirname];',
].join('\n');

/** A dynamic import of this module stays one, of the bundle with its name. */
function ownBundle(name) {
  return {
    name: 'own-bundle',
    setup(build) {
      build.onResolve({ filter: new RegExp(`/${name}\\.ts$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.cjs`, external: true } : undefined,
      );
    },
  };
}
