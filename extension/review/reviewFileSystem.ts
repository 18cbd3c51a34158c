import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
} from 'vscode';
import type { Review } from './review.ts';
import type { Reviews } from './reviews.ts';
import { reviewOfUri } from './reviewUri.ts';

/**
 * The two sides of each review as files, so that the editor restores them and keeps unsaved text over a reload. The
 * left one is read-only; the right one is written by saving, which keeps it with the review and nowhere else.
 */
export class ReviewFileSystem implements FileSystemProvider, Disposable {
  readonly #reviews: Reviews;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #subscription: Disposable;
  readonly #told = new WeakMap<Review, { readonly comparedAt: number; readonly frozen: boolean }>();

  readonly onDidChangeFile = this.#changed.event;

  constructor(reviews: Reviews) {
    this.#reviews = reviews;
    this.#subscription = reviews.onDidChange(review => this.#tell(review));
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const review = await this.#review(uri);
    const editable = isProposed(uri) && !review.frozen;
    return {
      type: FileType.File,
      ctime: 0,
      mtime: isProposed(uri) ? review.record.savedAt : review.comparedAt,
      size: Buffer.byteLength(textOf(review, uri)),
      ...(!editable && { permissions: FilePermission.Readonly }),
    };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(textOf(await this.#review(uri), uri));
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    if (!isProposed(uri)) throw FileSystemError.NoPermissions(uri);
    const review = await this.#review(uri);
    const savedAt = Math.max(Date.now(), review.record.savedAt + 1);
    review.set({ text: new TextDecoder().decode(content), savedAt });
    this.#reviews.keep(review);
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #review(uri: Uri): Promise<Review> {
    const review = await this.#reviews.ofUri(uri);
    if (review === undefined) throw FileSystemError.FileNotFound(uri);
    return review;
  }

  /** What is saved from the editor is no news to it. */
  #tell(review: Review): void {
    const before = this.#told.get(review);
    const now = { comparedAt: review.comparedAt, frozen: review.frozen };
    this.#told.set(review, now);
    const changed = [
      ...(before && before.comparedAt !== now.comparedAt ? [review.comparedUri] : []),
      ...(before && before.frozen !== now.frozen ? [review.uri] : []),
    ];
    if (changed.length > 0) this.#changed.fire(changed.map(uri => ({ type: FileChangeType.Changed, uri })));
  }
}

function isProposed(uri: Uri): boolean {
  return reviewOfUri(uri)?.side === 'proposed';
}

function textOf(review: Review, uri: Uri): string {
  return isProposed(uri) ? review.record.text : review.compared;
}
