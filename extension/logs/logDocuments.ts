import {
  type Disposable,
  EventEmitter,
  TabInputText,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import { Disposables } from '../disposables.ts';
import { attemptOfUri } from '../documents/attemptUri.ts';
import { type LogChangeKind, LogDocument, type LogNeeds } from './logDocument.ts';
import { registerLogFiles } from './logFiles.ts';

export interface LogChange {
  readonly log: LogDocument;
  readonly what: LogChangeKind;
}

/** The logs that are open, from the moment the editor asks for their text until it closes them. */
export class LogDocuments implements Disposable {
  readonly #needs: LogNeeds;
  readonly #logs = new Map<string, LogDocument>();
  readonly #changed = new EventEmitter<LogChange>();
  readonly #disposables = new Disposables();
  /** Tabs that VS Code has brought back and that were not looked at yet. */
  readonly #restored = new Set(
    window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof TabInputText ? [input.uri.toString()] : [])),
  );

  /** Fires when a document's text, or what is known of its attempt, has changed. */
  readonly onDidChange = this.#changed.event;

  constructor(needs: LogNeeds) {
    this.#needs = needs;
    const { link, store } = needs;
    const own = this.#disposables;
    own.add(this.#changed);
    own.add(registerLogFiles(uri => this.#open(uri)));
    own.add(workspace.onDidOpenTextDocument(document => this.#attach(document)));
    own.add(workspace.onDidCloseTextDocument(({ uri }) => this.#close(uri)));
    own.add(window.onDidChangeVisibleTextEditors(() => this.showVisible()));
    own.add(link.on('log/grown', ({ total, ...name }) => this.#named(name)?.grown(total)));
    own.add(
      link.onDidConnect(() => {
        for (const log of this.#logs.values()) log.connected();
      }),
    );
    own.add(
      store.onDidChange(changes => {
        const runs = new Set(changes.map(({ run }) => run.id));
        for (const log of this.#logs.values()) if (runs.has(log.name.run)) void log.attemptChanged();
      }),
    );
  }

  get(uri: Uri): LogDocument | undefined {
    return this.#logs.get(uri.toString());
  }

  /** Those that are shown go on, the others rest. */
  showVisible(): void {
    const visible = new Set(window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    for (const [uri, log] of this.#logs) log.show(visible.has(uri));
  }

  dispose(): void {
    for (const log of this.#logs.values()) log.dispose();
    this.#logs.clear();
    this.#disposables.dispose();
  }

  async #open(uri: Uri): Promise<string | undefined> {
    const name = attemptOfUri(uri);
    if (name?.which !== 'log') return undefined;
    this.#close(uri);
    const log = new LogDocument(uri, name, this.#needs, (log, what) => this.#changed.fire({ log, what }));
    this.#logs.set(uri.toString(), log);
    return await log.open(this.#restored.delete(uri.toString()));
  }

  #attach(document: TextDocument): void {
    const log = this.get(document.uri);
    if (log === undefined) return;
    log.attach(document);
    this.#changed.fire({ log, what: 'shifted' });
    this.showVisible();
  }

  #close(uri: Uri): void {
    this.get(uri)?.dispose();
    this.#logs.delete(uri.toString());
  }

  #named({ run, step, attempt }: AttemptName): LogDocument | undefined {
    return [...this.#logs.values()].find(
      ({ name }) => name.run === run && name.step === step && name.attempt === attempt,
    );
  }
}
