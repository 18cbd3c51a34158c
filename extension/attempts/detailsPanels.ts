import { type Disposable, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import { keptName } from '../../webview/messages.ts';
import { showError } from '../commands/registerCommands.ts';
import { Disposables } from '../disposables.ts';
import type { Texts } from '../documents/texts.ts';
import type { Services } from '../services.ts';
import { actOnAttempt } from './attemptActions.ts';
import { detailsFolder } from './detailsHtml.ts';
import { DetailsPanel } from './detailsPanel.ts';

const VIEW_TYPE = 'fractale.attempt';

/** The one details panel of this window: made when an attempt is shown first, and anew after a reload. */
export class DetailsPanels implements Disposable {
  readonly #services: Services;
  readonly #texts: Texts;
  readonly #disposables = new Disposables();
  #panel: DetailsPanel | undefined;

  constructor(services: Services, texts: Texts) {
    this.#services = services;
    this.#texts = texts;
    this.#disposables.add(
      window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state) => this.#restore(panel, keptName(state)),
      }),
    );
  }

  /** The attempt whose details are in front; undefined when something else is. */
  get active(): AttemptName | undefined {
    return this.#panel?.panel.active ? this.#panel.name : undefined;
  }

  show(name: AttemptName, preserveFocus: boolean): void {
    if (this.#panel !== undefined) {
      this.#panel.show(name);
      this.#panel.panel.reveal(undefined, preserveFocus);
      return;
    }
    const panel = window.createWebviewPanel(
      VIEW_TYPE,
      '',
      { viewColumn: ViewColumn.Active, preserveFocus },
      {
        enableScripts: true,
        enableFindWidget: true,
        localResourceRoots: [detailsFolder(this.#services.context.extensionUri)],
      },
    );
    this.#own(panel, name);
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#panel?.dispose();
  }

  #restore(panel: WebviewPanel, name: AttemptName | undefined): void {
    // A person may have opened another one before this window's panels were made anew.
    if (name === undefined || this.#panel !== undefined) panel.dispose();
    else this.#own(panel, name);
  }

  #own(panel: WebviewPanel, name: AttemptName): void {
    const { link, store, log, context } = this.#services;
    const own = new DetailsPanel(panel, name, {
      link,
      store,
      log,
      texts: this.#texts,
      extension: context.extensionUri,
      act: (of, asked) => {
        actOnAttempt(store, of, asked, other => own.show(other)).catch(error =>
          showError(log, VIEW_TYPE, error),
        );
      },
    });
    own.onDidDispose(() => {
      if (this.#panel === own) this.#panel = undefined;
    });
    this.#panel = own;
  }
}
