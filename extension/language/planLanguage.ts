import {
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import { looksLikePlan } from '../../daemon/plan/looksLikePlan.ts';
import { showError } from '../commands/registerCommands.ts';
import { Disposables } from '../disposables.ts';
import type { PlanOutline } from '../languageServer/planOutline.ts';
import type { PlanLanguageClient } from './planLanguageClient.ts';

const QUIET_MS = 300;

/** The plan language of this window. Its server is started when the first plan is open, and not before. */
export class PlanLanguage implements Disposable {
  readonly #server: string;
  readonly #log: LogOutputChannel;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new EventEmitter<Uri>());
  readonly #edited = new Set<TextDocument>();
  #client: Promise<PlanLanguageClient | undefined> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Fires with a document whose outline changed. */
  readonly onDidChangeOutline = this.#changed.event;

  /** `server`: the file of the server's bundle. */
  constructor(server: string, log: LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#disposables.add(workspace.onDidOpenTextDocument(document => this.#look(document)));
    this.#disposables.add(workspace.onDidChangeTextDocument(({ document }) => this.#lookSoon(document)));
    for (const document of workspace.textDocuments) this.#look(document);
  }

  /** The outline of a plan file, open or not; undefined when it is no plan or cannot be had. */
  async outline(uri: Uri): Promise<PlanOutline | undefined> {
    const document = await workspace.openTextDocument(uri);
    if (!isYaml(document)) return undefined;
    // One that was a plan stays one for the server while a step of it is being written.
    const client = looksLikePlan(document.getText()) ? await this.#start() : await this.#client;
    return (await client?.outline(uri.toString())) ?? undefined;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.dispose();
  }

  #look(document: TextDocument): void {
    if (this.#client === undefined && isYaml(document) && looksLikePlan(document.getText()))
      void this.#start();
  }

  /** A file that is being written becomes a plan at some point. */
  #lookSoon(document: TextDocument): void {
    if (this.#client !== undefined || !isYaml(document)) return;
    this.#edited.add(document);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const edited of this.#edited) if (!edited.isClosed) this.#look(edited);
      this.#edited.clear();
    }, QUIET_MS);
  }

  #start(): Promise<PlanLanguageClient | undefined> {
    this.#client ??= this.#startClient();
    return this.#client;
  }

  async #startClient(): Promise<PlanLanguageClient | undefined> {
    if (this.#disposables.disposed) return undefined;
    try {
      const { startPlanLanguageClient } = await import('./planLanguageClient.ts');
      const client = await startPlanLanguageClient(this.#server, this.#log);
      client.onDidChangeOutline(({ uri }) => this.#changed.fire(Uri.parse(uri)));
      this.#disposables.add({ dispose: () => void this.#end(client) });
      return client;
    } catch (error) {
      await showError(this.#log, 'plan language server', error);
      return undefined;
    }
  }

  async #end(client: PlanLanguageClient): Promise<void> {
    try {
      await client.dispose();
    } catch (error) {
      this.#log.debug('ending the plan language server:', String(error));
    }
  }
}

function isYaml({ languageId, uri }: TextDocument): boolean {
  return languageId === 'yaml' && (uri.scheme === 'file' || uri.scheme === 'untitled');
}
