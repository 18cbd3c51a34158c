import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunEvent } from '../protocol/events.ts';
import type { EventStore } from '../store/eventStore.ts';

const BATCH = 128;

/** Where a subscription's events go. */
export interface EventReceiver {
  event(subscription: number, event: RunEvent): void;
  /** Resolves when the client can take more, or is gone. */
  ready(): Promise<void>;
  /** The store could not be read: no more events come. */
  failed(error: unknown): void;
}

/**
 * Sends every event after one, in order and without a gap. It reads the next events from the store only when the
 * client has taken the ones before, so a client that stalls costs one batch and holds nobody back.
 */
export class Subscription {
  readonly #store: EventStore;
  readonly #receiver: EventReceiver;
  readonly #id: number;
  readonly #run: string | undefined;
  readonly #stop: () => void;
  #after: number;
  #sending = false;
  #closed = false;

  /** Begins with the next turn of the event loop. */
  constructor(
    store: EventStore,
    receiver: EventReceiver,
    id: number,
    options: { readonly run?: string; readonly after: number },
  ) {
    this.#store = store;
    this.#receiver = receiver;
    this.#id = id;
    this.#run = options.run;
    this.#after = options.after;
    this.#stop = store.onAppended(() => void this.#send());
    setImmediate(() => void this.#send());
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      await this.#sendAll();
    } catch (error) {
      this.close();
      this.#receiver.failed(error);
    } finally {
      this.#sending = false;
    }
  }

  async #sendAll(): Promise<void> {
    while (!this.#closed) {
      const events = this.#store.events(this.#after, {
        limit: BATCH,
        ...(this.#run !== undefined && { run: this.#run }),
      });
      if (events.length === 0) return;
      for (const event of events) {
        this.#receiver.event(this.#id, event);
        this.#after = event.seq;
      }
      await this.#receiver.ready();
      // The other clients and the runs have their turn between two batches.
      await nextTurn();
    }
  }
}
