import type { Locator, Page } from 'playwright-core';

/** Notifications that are on the screen; VS Code takes them away after ten seconds if they have no button. */
export class Notifications {
  readonly #page: Page;
  readonly items: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.items = page.locator('.notifications-toasts .notification-list-item');
  }

  async messages(): Promise<string[]> {
    const texts = await this.items.locator('.notification-list-item-message').allInnerTexts();
    return texts.map(text => text.trim());
  }

  with(words: string | RegExp): Locator {
    return this.items.filter({ hasText: words }).first();
  }

  /** The message, once one with these words is shown. */
  async waitFor(words: string | RegExp, timeout = 15_000): Promise<string> {
    const item = this.with(words);
    await item.waitFor({ timeout });
    return (await item.locator('.notification-list-item-message').innerText()).trim();
  }

  async buttons(words: string | RegExp): Promise<string[]> {
    const texts = await this.with(words).locator('.monaco-button:visible').allInnerTexts();
    return texts.map(text => text.trim()).filter(text => text !== '');
  }

  async click(words: string | RegExp, button: string): Promise<void> {
    await this.with(words).locator('.monaco-button', { hasText: button }).first().click();
  }

  async clear(): Promise<void> {
    for (let left = await this.items.count(); left > 0; left = await this.items.count()) {
      const item = this.items.first();
      await item.hover();
      await item.locator('.codicon-notifications-clear').click();
    }
  }

  /** The modal dialog that is open. */
  get dialog(): Dialog {
    return new Dialog(this.#page.locator('.monaco-dialog-box'));
  }
}

export class Dialog {
  readonly locator: Locator;

  constructor(locator: Locator) {
    this.locator = locator;
  }

  /** Message and detail. */
  async text(): Promise<string> {
    return (await this.locator.locator('.dialog-message-container').innerText()).trim();
  }

  async buttons(): Promise<string[]> {
    return (await this.locator.locator('.monaco-button').allInnerTexts()).map(text => text.trim());
  }

  async click(button: string): Promise<void> {
    await this.locator.locator('.monaco-button', { hasText: button }).first().click();
    await this.locator.waitFor({ state: 'hidden' });
  }
}
