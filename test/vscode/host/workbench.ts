import type { Locator, Page } from 'playwright-core';
import type * as vscode from 'vscode';
import { EditorArea } from './editorArea.ts';
import { Notifications } from './notifications.ts';
import type { Probe, Probes } from './probe.ts';
import { QuickInput } from './quickInput.ts';
import type { Screenshots } from './screenshots.ts';
import { StatusBar } from './statusBar.ts';
import { THEMES, type Theme } from './themes.ts';
import { Tree } from './tree.ts';

const SHOWN_MS = 60_000;
const FADE_MS = 700;
/** This server has no service worker and no signing module for the page, and no network. */
const EXPECTED = /Service ?Worker|fetching the script|Failed to load resource|open-vsx/;

/** One window of VS Code: what a person sees and does in it, and its extension host. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly editor: EditorArea;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;
  /** Errors that the window printed to its console. */
  readonly consoleErrors: string[] = [];
  readonly #probes: Probes;
  readonly #screenshots: Screenshots;
  #probe: Probe | undefined;

  constructor(page: Page, probes: Probes, screenshots: Screenshots) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.editor = new EditorArea(page);
    this.notifications = new Notifications(page);
    this.statusBar = new StatusBar(page);
    this.#probes = probes;
    this.#screenshots = screenshots;
    page.on('console', message => {
      if (message.type() === 'error' && !EXPECTED.test(message.text()))
        this.consoleErrors.push(message.text());
    });
  }

  /** Goes to an address and waits for the workbench and its extension host. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.#shown();
  }

  /**
   * What F5 in a browser does: editors opened a moment ago are not there again. The extension host from before may
   * live on for a while.
   */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#shown();
  }

  /** The command "Reload Window", by which VS Code first keeps what its editors show. */
  async reloadWindow(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    // The extension host that is asked may end before it answers.
    await Promise.all([loaded, this.trigger('workbench.action.reloadWindow').catch(() => undefined)]);
    await this.#shown();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Ends the extension host by force, as a crash of it would. */
  killExtensionHost(): void {
    process.kill(this.probe.pid, 'SIGKILL');
  }

  /** Waits for the extension host that follows one that has ended. */
  async extensionHostStarted(): Promise<void> {
    this.#probe = await this.#probes.next();
  }

  get probe(): Probe {
    if (this.#probe === undefined) throw new Error('The window has no extension host yet.');
    return this.#probe;
  }

  /** Runs a function in the extension host: see `Probe.evaluate`. */
  evaluate<Args extends readonly unknown[], Result>(
    work: (api: typeof vscode, ...args: Args) => Result | PromiseLike<Result>,
    ...args: Args
  ): Promise<Result> {
    return this.probe.evaluate(work, ...args);
  }

  /** Runs a command by its id; `command` does it as a person would. */
  execute(id: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.evaluate((api, id, args) => api.commands.executeCommand(id, ...args), id, args);
  }

  /** The same without waiting for its end, for a command that asks the person something. */
  trigger(id: string, ...args: readonly unknown[]): Promise<void> {
    return this.evaluate(
      (api, id, args) => {
        api.commands.executeCommand(id, ...args).then(undefined, error => console.error(id, error));
      },
      id,
      args,
    );
  }

  /** Runs a command from the palette by its whole title. */
  command(title: string): Promise<void> {
    return this.quickInput.runCommand(title);
  }

  /** Opens a file by its path and waits for its text. */
  async openFile(path: string, line = 1): Promise<void> {
    await this.evaluate(
      async (api, path, line) => {
        const at = new api.Range(line - 1, 0, line - 1, 0);
        await api.window.showTextDocument(api.Uri.file(path), { selection: at, preview: false });
      },
      path,
      line,
    );
    await this.editor.group.locator('.view-line').first().waitFor();
  }

  press(...keys: readonly string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** The icon of a view container in the activity bar. */
  activity(title: string): Locator {
    return this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`.action-label[aria-label^="${title}"]`),
    });
  }

  /** Opens a view container, unless it is open. */
  async openActivity(title: string): Promise<void> {
    const icon = this.activity(title);
    await icon.waitFor();
    if (!((await icon.getAttribute('class')) ?? '').split(' ').includes('checked')) await icon.click();
  }

  /** The text of the badge of a view container; undefined when it has none. */
  async badge(title: string): Promise<string | undefined> {
    const badge = this.activity(title).locator('.badge:visible .badge-content');
    return (await badge.count()) === 0 ? undefined : (await badge.innerText()).trim();
  }

  tree(view: string): Tree {
    return new Tree(this.page, view);
  }

  async useTheme(theme: Theme): Promise<void> {
    const { name, type } = THEMES[theme];
    await this.evaluate(
      (api, name) => api.workspace.getConfiguration('workbench').update('colorTheme', name, true),
      name,
    );
    await this.page.locator(`.monaco-workbench.${type}`).waitFor();
  }

  /** Takes a picture; one for each theme when `themes` names some, the last of which stays. */
  async screenshot(name: string, themes: readonly Theme[] = []): Promise<void> {
    if (themes.length === 0) await this.#screenshots.take(this.page, name);
    for (const theme of themes) {
      await this.useTheme(theme);
      // The status bar fades from one color to the next.
      await this.page.waitForTimeout(FADE_MS);
      await this.#screenshots.take(this.page, `${name}-${theme}`);
    }
  }

  async #shown(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: SHOWN_MS });
    this.#probe = await this.#probes.next();
  }
}
