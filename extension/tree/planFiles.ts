import {
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  RelativePattern,
  type Uri,
  workspace,
} from 'vscode';
import { Disposables } from '../disposables.ts';
import { type PlanHead, planHead } from './planHead.ts';

const YAML = '**/*.{yaml,yml}';
const LEFT_OUT = '**/{node_modules,.git,.venv,dist,build,target}/**';
const MOST_FILES = 2_000;
const MOST_BYTES = 256 * 1024;
const READ_AT_ONCE = 16;

export interface PlanFile extends PlanHead {
  readonly uri: Uri;
}

/** The plans in every folder of the workspace, kept current as files come, change and go. */
export class PlanFiles implements Disposable {
  readonly #plans = new Map<string, PlanFile>();
  readonly #changed = new EventEmitter<void>();
  readonly #disposables = new Disposables();
  readonly #log: LogOutputChannel;
  readonly #scan: Promise<void>;
  #scanned = false;

  /** Fires when a plan came, went or got another name or model. */
  readonly onDidChange = this.#changed.event;

  constructor(log: LogOutputChannel) {
    this.#log = log;
    const watcher = this.#disposables.add(workspace.createFileSystemWatcher(YAML));
    watcher.onDidCreate(uri => void this.#look(uri));
    watcher.onDidChange(uri => void this.#look(uri));
    watcher.onDidDelete(uri => this.#remove(uri));
    this.#disposables.add(workspace.onDidChangeWorkspaceFolders(() => void this.#scanFolders()));
    this.#disposables.add(this.#changed);
    this.#scan = this.#scanFolders();
  }

  /** By folder and path. */
  plans(): PlanFile[] {
    return [...this.#plans.values()].sort((a, b) => a.uri.path.localeCompare(b.uri.path));
  }

  plan(uri: Uri): PlanFile | undefined {
    return this.#plans.get(uri.toString());
  }

  get scanned(): boolean {
    return this.#scanned;
  }

  /** Resolves when the workspace has been searched once. */
  whenScanned(): Promise<void> {
    return this.#scan;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #scanFolders(): Promise<void> {
    try {
      const folders = workspace.workspaceFolders ?? [];
      const found = await Promise.all(
        folders.map(folder => workspace.findFiles(new RelativePattern(folder, YAML), LEFT_OUT, MOST_FILES)),
      );
      const files = found.flat();
      for (const { uri } of this.plans())
        if (!files.some(file => file.toString() === uri.toString())) this.#remove(uri);
      for (let at = 0; at < files.length; at += READ_AT_ONCE)
        await Promise.all(files.slice(at, at + READ_AT_ONCE).map(uri => this.#look(uri)));
    } finally {
      this.#scanned = true;
      if (!this.#disposables.disposed) this.#changed.fire();
    }
  }

  async #look(uri: Uri): Promise<void> {
    const head = await this.#read(uri);
    if (this.#disposables.disposed) return;
    if (head === undefined) return this.#remove(uri);
    const key = uri.toString();
    const known = this.#plans.get(key);
    if (known?.name === head.name && known.model === head.model) return;
    this.#plans.set(key, { uri, ...head });
    if (this.#scanned) this.#changed.fire();
  }

  async #read(uri: Uri): Promise<PlanHead | undefined> {
    if (LEFT_OUT_PATH.test(uri.path)) return undefined;
    try {
      const { size } = await workspace.fs.stat(uri);
      if (size > MOST_BYTES) return undefined;
      const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
      return planHead(text, uri.path);
    } catch (error) {
      // Gone again, or not readable: then it is no plan that could be run.
      this.#log.debug(`reading ${uri.fsPath}:`, String(error));
      return undefined;
    }
  }

  #remove(uri: Uri): void {
    if (this.#plans.delete(uri.toString()) && this.#scanned) this.#changed.fire();
  }
}

const LEFT_OUT_PATH = /\/(?:node_modules|\.git|\.venv|dist|build|target)\//u;
