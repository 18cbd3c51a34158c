import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FROM = join(ROOT, 'test-results', 'screenshots');
const TO = join(ROOT, 'docs', 'pictures');

/** Which pictures of the journeys README shows: its own name → journey and name there. */
const PICTURES = {
  attempt: ['an-attempt-its-details-its-texts-and-what-differs-from-another', 'failed'],
  review: ['changes-are-decided-one-by-one-over-a-reload-too', 'decided'],
  log: ['the-log-of-a-build-is-live-divided-by-step-and-leads-from-the-error-to-the-docke', 'failed'],
};

/** `npm run pictures`, after `npm test`: takes README's pictures over from the journeys. */
await mkdir(TO, { recursive: true });
for (const [name, [journey, picture]] of Object.entries(PICTURES))
  for (const theme of ['light', 'dark'])
    await copyFile(join(FROM, journey, `${picture}-${theme}.png`), join(TO, `${name}-${theme}.png`));
console.log(`README's pictures are in ${TO}.`);
