import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';

/** A tree view by its name. Only the rows that fit into it are drawn. */
export class Tree {
  readonly #page: Page;
  readonly list: Locator;
  readonly rows: Locator;
  /** The text that stands in place of rows. */
  readonly welcome: Locator;

  constructor(page: Page, view: string) {
    this.#page = page;
    const named = page.locator(`[role="tree"][aria-label="${view}"], .monaco-list[aria-label="${view}"]`);
    this.list = named.first();
    this.rows = this.list.locator('.monaco-list-row');
    this.welcome = page.locator('.pane', { has: named }).locator('.welcome-view-content');
  }

  /** The first row whose text, label and description together, holds these words. */
  row(words: string | RegExp): TreeRow {
    return new TreeRow(this.#page, this.rows.filter({ hasText: words }).first());
  }

  /** Label and description of each row, indented as they stand in the tree. */
  async texts(): Promise<string[]> {
    const rows = await this.rows.evaluateAll(elements =>
      elements
        .map(element => ({
          index: Number(element.getAttribute('data-index')),
          level: Number(element.getAttribute('aria-level')),
          parts: [...element.querySelectorAll('.label-name, .label-description')].map(
            part => part.textContent ?? '',
          ),
        }))
        .sort((a, b) => a.index - b.index),
    );
    return rows.map(({ level, parts }) => '  '.repeat(Math.max(level - 1, 0)) + parts.join(' ').trim());
  }

  /** What a screen reader reads of each row. */
  async labels(): Promise<string[]> {
    return this.rows.evaluateAll(elements =>
      elements.map(element => element.getAttribute('aria-label') ?? ''),
    );
  }
}

export class TreeRow {
  readonly #page: Page;
  readonly locator: Locator;

  constructor(page: Page, locator: Locator) {
    this.#page = page;
    this.locator = locator;
  }

  async waitFor(timeout = 15_000): Promise<this> {
    await this.locator.waitFor({ timeout });
    return this;
  }

  /** What a screen reader reads. */
  async label(): Promise<string> {
    return (await this.locator.getAttribute('aria-label')) ?? '';
  }

  async isExpanded(): Promise<boolean> {
    return (await this.locator.getAttribute('aria-expanded')) === 'true';
  }

  async expand(): Promise<void> {
    if (!(await this.isExpanded())) await this.locator.locator('.monaco-tl-twistie').click();
  }

  async collapse(): Promise<void> {
    if (await this.isExpanded()) await this.locator.locator('.monaco-tl-twistie').click();
  }

  async select(): Promise<void> {
    await this.locator.locator('.label-name').click();
  }

  /** Names of the buttons that the row shows under the mouse. */
  async actions(): Promise<string[]> {
    await this.locator.hover();
    const labels = this.locator.locator('.actions .action-label');
    return labels.evaluateAll(elements => elements.map(element => element.getAttribute('aria-label') ?? ''));
  }

  /** Clicks one of them. */
  async act(name: string): Promise<void> {
    await this.locator.hover();
    await this.locator.locator(`.actions .action-label[aria-label^="${name}"]`).click();
  }

  async chooseInMenu(name: string): Promise<void> {
    await this.locator.click({ button: 'right' });
    const item = this.#page.locator('.monaco-menu .action-menu-item', { hasText: name }).first();
    await item.waitFor();
    // A menu takes no click in its first 100 ms, lest the one that opened it counts.
    await until(`the menu takes ${name}`, async () => {
      if (!(await item.isVisible())) return true;
      await item.click({ timeout: 1_000 }).catch(() => undefined);
      return !(await item.isVisible());
    });
  }
}
