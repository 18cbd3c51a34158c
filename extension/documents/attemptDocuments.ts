import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  l10n,
  MarkdownString,
  type Uri,
  workspace,
} from 'vscode';
import type { Digest } from '../../daemon/protocol/events.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { DaemonLink } from '../daemon/daemonLink.ts';
import { Disposables } from '../disposables.ts';
import type { RunStore } from '../runs/runStore.ts';
import { joined } from '../words.ts';
import { attemptTextSource, noTextWords } from './attemptTextSource.ts';
import { attemptOfUri, TEXT_SCHEME } from './attemptUri.ts';
import type { Texts } from './texts.ts';

interface Needed {
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly texts: Texts;
}

/** What a document shows: a digest, or the sentence in place of a text; and whether reading it failed. */
interface Shown {
  readonly uri: Uri;
  readonly what: string;
  readonly failed: boolean;
  readonly since: number;
}

/**
 * The texts of attempts as read-only files, because VS Code opens files again after a reload, and documents of a
 * content provider not. In place of a text that cannot be shown stands a sentence that says why; the file is read
 * again when that changes.
 */
export class AttemptDocuments implements FileSystemProvider, Disposable {
  readonly #needed: Needed;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #disposables = new Disposables();
  readonly #shown = new Map<string, Shown>();

  readonly onDidChangeFile = this.#changed.event;

  constructor(needed: Needed) {
    this.#needed = needed;
    const { store, link } = needed;
    const isReadonly = new MarkdownString(l10n.t('What an attempt left cannot be changed.'));
    const own = this.#disposables;
    own.add(this.#changed);
    own.add(workspace.registerFileSystemProvider(TEXT_SCHEME, this, { isCaseSensitive: true, isReadonly }));
    own.add(store.onDidChange(() => this.#refresh(false)));
    own.add(link.onDidChangeHealth(({ kind }) => this.#refresh(kind === 'connected')));
    own.add(workspace.onDidCloseTextDocument(({ uri }) => void this.#shown.delete(uri.toString())));
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { bytes, since } = await this.#read(uri);
    return { type: FileType.File, ctime: since, mtime: since, size: bytes.byteLength };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return (await this.#read(uri)).bytes;
  }

  /** Every file that was read is looked after until its document is closed. */
  watch(): Disposable {
    return Disposable.from();
  }

  readDirectory(): [] {
    return [];
  }

  createDirectory(): never {
    throw FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw FileSystemError.NoPermissions();
  }

  delete(): never {
    throw FileSystemError.NoPermissions();
  }

  rename(): never {
    throw FileSystemError.NoPermissions();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #refresh(again: boolean): void {
    const changes = [...this.#shown.values()].flatMap(({ uri, what, failed }) =>
      (failed && again) || this.#state(uri).what !== what ? [{ type: FileChangeType.Changed, uri }] : [],
    );
    if (changes.length > 0) this.#changed.fire(changes);
  }

  async #read(uri: Uri): Promise<{ bytes: Uint8Array; since: number }> {
    const state = this.#state(uri);
    const { text, failed } =
      'digest' in state ? await this.#textOf(state.digest) : { text: state.what, failed: false };
    const key = uri.toString();
    const before = this.#shown.get(key);
    const same = before?.what === state.what && before.failed === failed;
    const since = same ? before.since : Math.max(Date.now(), (before?.since ?? 0) + 1);
    this.#shown.set(key, { uri, what: state.what, failed, since });
    return { bytes: new TextEncoder().encode(text), since };
  }

  async #textOf(digest: Digest): Promise<{ text: string; failed: boolean }> {
    try {
      return { text: await this.#needed.texts.read(digest), failed: false };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { text: joined(error.message, error.next), failed: true };
    }
  }

  /** What the document would show now. */
  #state(uri: Uri): { readonly what: string } | { readonly what: string; readonly digest: Digest } {
    const { store, link } = this.#needed;
    const name = attemptOfUri(uri);
    if (name === undefined || name.which === 'log') throw FileSystemError.FileNotFound(uri);
    const found = store.attempt(name);
    if (found !== undefined) {
      const source = attemptTextSource(found.attempt, name.which);
      if (source === undefined) return { what: noTextWords(name.which, found.attempt) };
      return 'digest' in source ? { what: source.digest, digest: source.digest } : { what: source.text };
    }
    if (store.loaded)
      return {
        what: l10n.t('There is no attempt {0} of step {1} in run {2}.', name.attempt, name.step, name.run),
      };
    const { health } = link;
    return {
      what:
        health.kind === 'trouble'
          ? l10n.t('The daemon cannot be reached: {0}', health.error.message)
          : l10n.t('Waiting for the daemon.'),
    };
  }
}
