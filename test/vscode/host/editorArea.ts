import type { Locator, Page } from 'playwright-core';
import { escaped } from './quickInput.ts';

/** The active editor group: its tabs, its buttons and the text editor in it. Only lines on the screen are drawn. */
export class EditorArea {
  readonly #page: Page;
  readonly group: Locator;
  readonly lenses: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.group = page.locator('.editor-group-container.active');
    this.lenses = this.group.locator('.codelens-decoration a');
  }

  async tabs(): Promise<string[]> {
    // Name and extension are drawn apart.
    return (await this.group.locator('.tab .label-name').allTextContents()).map(text => text.trim());
  }

  async activeTab(): Promise<string> {
    return ((await this.group.locator('.tab.active .label-name').first().textContent()) ?? '').trim();
  }

  tab(name: string): Locator {
    return this.group.locator('.tab', { hasText: name }).first();
  }

  /** The drawn lines of the text editor, of a diff's right side. */
  text(): Promise<string> {
    return drawnText(
      this.group.locator('.monaco-editor.modified-in-monaco-diff-editor, .monaco-editor').last(),
    );
  }

  /** The drawn lines of a diff's two sides. */
  async diff(): Promise<{ original: string; modified: string }> {
    const diff = this.group.locator('.monaco-diff-editor').first();
    await diff.locator('.modified .view-line').first().waitFor();
    return {
      original: await drawnText(diff.locator('.editor.original')),
      modified: await drawnText(diff.locator('.editor.modified')),
    };
  }

  /** The drawn line that holds these words. */
  line(words: string): Locator {
    // The editor draws spaces as no-break spaces.
    const pattern = new RegExp(escaped(words).replaceAll(' ', '[ \\u00a0]'), 'u');
    return this.group.locator('.view-line', { hasText: pattern }).first();
  }

  async lensTexts(): Promise<string[]> {
    return (await this.lenses.allInnerTexts()).map(text => text.trim());
  }

  async clickLens(words: string): Promise<void> {
    await this.lenses.filter({ hasText: words }).first().click();
  }

  /** What the hover over a piece of text says. The piece is one token, such as a key of a YAML file. */
  async hover(words: string): Promise<string> {
    await this.group.locator('.view-line span span', { hasText: words }).first().hover();
    const content = this.#page.locator(
      '.monaco-resizable-hover .monaco-hover-content, .monaco-hover-content',
    );
    await content.first().waitFor();
    return (await content.first().innerText()).trim();
  }

  /** Names of the buttons at the right of the tabs. */
  async actions(): Promise<string[]> {
    const labels = this.group.locator('.editor-actions .action-label');
    return labels.evaluateAll(elements =>
      elements.map(element => element.getAttribute('aria-label') ?? '').filter(label => label !== ''),
    );
  }

  async act(name: string): Promise<void> {
    await this.group.locator(`.editor-actions .action-label[aria-label^="${name}"]`).first().click();
  }

  /** How many stretches of text are underlined on the screen. */
  async squiggles(kind: 'error' | 'warning' | 'info'): Promise<number> {
    return this.group.locator(`.squiggly-${kind}`).count();
  }
}

/** Lines stand in the page in the order in which they were drawn first. */
async function drawnText(editor: Locator): Promise<string> {
  const lines = await editor.locator('.view-lines .view-line').evaluateAll(elements =>
    elements
      .map(element => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
  return lines.join('\n').replaceAll('\u00a0', ' ');
}
