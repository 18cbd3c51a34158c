import type { Locator, Page } from 'playwright-core';

export class StatusBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The item whose text holds these words. */
  item(words: string | RegExp): Locator {
    return this.#page.locator('.statusbar-item:visible', { hasText: words }).first();
  }

  /** The texts of all items, without their icons. */
  async texts(): Promise<string[]> {
    const texts = await this.#page.locator('.statusbar-item:visible').allInnerTexts();
    return texts.map(text => text.trim()).filter(text => text !== '');
  }

  /** What a screen reader reads. */
  async label(words: string | RegExp): Promise<string> {
    return (await this.item(words).locator('a').first().getAttribute('aria-label')) ?? '';
  }

  /** What the hover over an item says. */
  async tooltip(words: string | RegExp): Promise<string> {
    await this.item(words).hover();
    const hover = this.#page
      .locator('.workbench-hover .hover-contents, .monaco-hover .hover-contents')
      .first();
    await hover.waitFor();
    return (await hover.innerText()).trim();
  }
}
