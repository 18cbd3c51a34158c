import { type Disposable, EventEmitter, type Uri } from 'vscode';
import type { RunStore } from '../runs/runStore.ts';
import { Review } from './review.ts';
import { OPEN, phaseOf } from './reviewPhase.ts';
import type { ReviewRecord } from './reviewRecord.ts';
import type { ReviewStorage } from './reviewStorage.ts';
import { type ReviewName, reviewKey, reviewOfUri } from './reviewUri.ts';

/** The reviews that this window has open or has kept, by their names. */
export class Reviews implements Disposable {
  readonly #reviews = new Map<string, Promise<Review | undefined>>();
  readonly #known = new Map<string, Review>();
  readonly #changed = new EventEmitter<Review>();
  readonly #store: RunStore;
  readonly #storage: ReviewStorage;

  /** The files that were written with texts accepted in this window, by run, step and attempt. */
  readonly written = new Map<string, string>();

  /** A review came, changed, or stands differently with the daemon. */
  readonly onDidChange = this.#changed.event;

  constructor(store: RunStore, storage: ReviewStorage) {
    this.#store = store;
    this.#storage = storage;
  }

  /** Those that were read already. */
  all(): Review[] {
    return [...this.#known.values()];
  }

  /** The review that is kept under a name, read from disk when it is needed first. */
  async get(name: ReviewName): Promise<Review | undefined> {
    const key = reviewKey(name);
    const reading = this.#reviews.get(key) ?? this.#read(key);
    this.#reviews.set(key, reading);
    const review = await reading;
    if (review === undefined) this.#reviews.delete(key);
    return review;
  }

  async ofUri(uri: Uri): Promise<Review | undefined> {
    const name = reviewOfUri(uri);
    return name && this.get(name);
  }

  /** Only when it was read already. */
  known(uri: Uri): Review | undefined {
    const name = reviewOfUri(uri);
    return name && this.#known.get(reviewKey(name));
  }

  async add(record: ReviewRecord): Promise<Review> {
    const review = this.#take(record);
    this.#reviews.set(review.key, Promise.resolve(review));
    await this.#storage.write(record);
    return review;
  }

  /** Keeps a review as it is now, and tells of it. */
  keep(review: Review): void {
    if (!this.#known.has(review.key)) return;
    void this.#storage.write(review.record);
    this.#changed.fire(review);
  }

  /** Lets nobody edit it any more. */
  freeze(review: Review): void {
    review.frozen = true;
    review.set({ savedAt: review.record.savedAt + 1 });
    this.#changed.fire(review);
  }

  forget(review: Review): void {
    this.#known.delete(review.key);
    this.#reviews.delete(review.key);
    void this.#storage.remove(review.key);
    this.#changed.fire(review);
  }

  /** Reads how the review stands. */
  look(review: Review): void {
    const { purpose } = review.record;
    const phase =
      purpose === 'workspace' ? OPEN : phaseOf(this.#store.attempt(review.record), this.#store.loaded);
    if (JSON.stringify(phase) === JSON.stringify(review.phase)) return;
    review.phase = phase;
    this.#tell(review);
  }

  /** This window's own answer has come to its end, well or not: what happens to the review now is anybody's. */
  answered(review: Review): void {
    review.answering = false;
    this.look(review);
    this.#tell(review);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #tell(review: Review): void {
    if (this.#known.get(review.key) === review) this.#changed.fire(review);
  }

  async #read(key: string): Promise<Review | undefined> {
    const record = await this.#storage.read(key);
    return record && reviewKey(record) === key ? this.#take(record) : undefined;
  }

  #take(record: ReviewRecord): Review {
    const review = new Review(record);
    this.#known.set(review.key, review);
    this.look(review);
    this.#changed.fire(review);
    return review;
  }
}
