import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const FOLDER = fileURLToPath(new URL('../../../test-results/screenshots', import.meta.url));

/** The pictures of one journey: `test-results/screenshots/<journey>/<name>.png`. */
export class Screenshots {
  readonly folder: string;

  constructor(journey: string) {
    this.folder = join(FOLDER, slug(journey));
  }

  /** @returns the picture's path */
  async take(page: Page, name: string): Promise<string> {
    mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, `${slug(name)}.png`);
    // A blinking caret would make two pictures of the same state differ.
    await page.screenshot({ path, caret: 'hide', timeout: 10_000 });
    return path;
  }
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);
}
