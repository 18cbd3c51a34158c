import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';

/** The box at the top: palette, quick pick, input box. */
export class QuickInput {
  readonly #page: Page;
  readonly box: Locator;
  readonly input: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.box = page.locator('.quick-input-widget:visible');
    this.input = this.box.locator('.quick-input-box input');
    this.rows = this.box.locator('.quick-input-list .monaco-list-row');
  }

  async title(): Promise<string> {
    return (await this.box.locator('.quick-input-title').innerText()).trim();
  }

  /** What stands below the input: the prompt, or what is wrong with the value. */
  async message(): Promise<string> {
    return (await this.box.locator('.quick-input-message').innerText()).trim();
  }

  /** Labels of the rows that are drawn. */
  async labels(): Promise<string[]> {
    const texts = await this.rows.locator('.quick-input-list-label .label-name').allInnerTexts();
    return texts.map(text => text.trim());
  }

  async fill(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Fills an input box in and confirms it. */
  async enter(text: string): Promise<void> {
    await this.input.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Chooses the row with this label. */
  async choose(label: string): Promise<void> {
    await this.row(label).click();
  }

  row(label: string): Locator {
    const exact = new RegExp(`^\\s*${escaped(label)}\\s*$`, 'u');
    return this.rows
      .filter({ has: this.#page.locator('.quick-input-list-label .label-name', { hasText: exact }) })
      .first();
  }

  async dismiss(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'hidden' });
  }

  /** Runs a command from the palette by its title, category included: "Fractale: Run Plan". */
  async runCommand(title: string): Promise<void> {
    let seen: string[] = [];
    // An open palette is not told of commands that arrive later.
    await until(`the palette has "${title}"`, async () => {
      await this.#page.keyboard.press('F1');
      await this.input.waitFor({ timeout: 2_000 });
      await this.input.fill(`>${title}`);
      try {
        await this.row(title).waitFor({ timeout: 1_500 });
        return true;
      } catch {
        seen = await this.labels();
        await this.dismiss();
        return false;
      }
    }).catch(error => {
      throw new Error(`${error.message}; it shows ${seen.join(', ') || 'nothing'}`);
    });
    await this.choose(title);
  }
}

export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
