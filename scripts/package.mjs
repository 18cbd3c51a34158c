import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { makeVsix } from './packaging/makeVsix.mjs';
import { measureSizes, sizeTable, wrongSizes } from './packaging/sizes.mjs';
import { ROOT } from './setup/prepare.mjs';

/** `npm run package`: builds, makes `fractale-<version>.vsix`, and fails when something is larger than its bound. */
const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const vsix = join(ROOT, `${name}-${version}.vsix`);
await build();
await makeVsix({ root: ROOT, vsix });
const sizes = measureSizes({ root: ROOT, vsix });
console.log(`\n${sizeTable(sizes)}\n\n${vsix}`);
const wrong = wrongSizes(sizes);
if (wrong.length > 0) {
  console.error(`Too large or missing: ${wrong.map(({ what }) => what).join(', ')}.`);
  process.exitCode = 1;
}
