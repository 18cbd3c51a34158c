import { FileSystemError, type LogOutputChannel, Uri, workspace } from 'vscode';
import { parseRecord, type ReviewRecord } from './reviewRecord.ts';
import { reviewKey } from './reviewUri.ts';

/** Reviews on disk, in the window's own folder: one JSON file each. */
export class ReviewStorage {
  readonly #folder: Uri;
  readonly #log: LogOutputChannel;
  readonly #writes = new Map<string, Promise<void>>();

  constructor(folder: Uri, log: LogOutputChannel) {
    this.#folder = Uri.joinPath(folder, 'reviews');
    this.#log = log;
  }

  async read(key: string): Promise<ReviewRecord | undefined> {
    await this.#writes.get(key);
    try {
      return parseRecord(new TextDecoder().decode(await workspace.fs.readFile(this.#file(key))));
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      return undefined;
    }
  }

  /** Writes of one review follow each other; one that fails is told in the log. */
  write(record: ReviewRecord): Promise<void> {
    const key = reviewKey(record);
    return this.#after(key, async () => {
      await workspace.fs.createDirectory(this.#folder);
      await workspace.fs.writeFile(this.#file(key), new TextEncoder().encode(JSON.stringify(record)));
    });
  }

  remove(key: string): Promise<void> {
    return this.#after(key, async () => {
      // Another window on the same folder may have done it.
      if ((await this.keys()).includes(key)) await workspace.fs.delete(this.#file(key));
    });
  }

  async keys(): Promise<string[]> {
    try {
      const entries = await workspace.fs.readDirectory(this.#folder);
      return entries.flatMap(([name]) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []));
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      return [];
    }
  }

  #file(key: string): Uri {
    return Uri.joinPath(this.#folder, `${key}.json`);
  }

  #after(key: string, work: () => Promise<void>): Promise<void> {
    const next = (this.#writes.get(key) ?? Promise.resolve()).then(work).catch(error => {
      this.#log.warn(`keeping the review ${key}:`, String(error));
    });
    this.#writes.set(key, next);
    return next;
  }
}
