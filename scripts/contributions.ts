import { readFileSync, writeFileSync } from 'node:fs';
import { contributes, restrictedSettings } from '../extension/manifest/contributes.ts';

/** Writes the features' contributions into package.json and package.nls.json; with `--check`, only compares. */
const MANIFEST = new URL('../package.json', import.meta.url);
const TEXTS = new URL('../package.nls.json', import.meta.url);

const made = contributes();
const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, unknown>;
manifest.capabilities = {
  untrustedWorkspaces: {
    supported: 'limited',
    description: '%fractale.untrusted%',
    restrictedConfigurations: restrictedSettings(),
  },
  virtualWorkspaces: { supported: false, description: '%fractale.virtual%' },
};
manifest.contributes = made.contributes;
const texts = {
  'fractale.untrusted': 'In Restricted Mode plans and runs are shown, and nothing can be started.',
  'fractale.virtual': 'Fractale builds from files on disk.',
  ...made.texts,
};
const files = [
  [MANIFEST, manifest],
  [TEXTS, texts],
] as const;
for (const [file, value] of files) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file.pathname} is not what the contributions say. Run: npm run contributions`);
    process.exitCode = 1;
  }
}
