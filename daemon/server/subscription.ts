import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunEvent } from '../protocol/events.ts';
import type { EventStore } from '../store/eventStore.ts';

const BATCH = 128;

type Events = Pick<EventStore, 'events' | 'onAppended'>;

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
  readonly #store: Events;
  readonly #receiver: EventReceiver;
  readonly #id: number;
  readonly #run: string | undefined;
  readonly #stop: () => void;
  #after: number;
  #sending = false;
  #closed = false;

  /** Begins with the next turn of the event loop. */
  constructor(
    store: Events,
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
      while (this.#sendBatch()) {
        await this.#receiver.ready();
        // The other clients and the runs have their turn between two batches.
        await nextTurn();
      }
    } catch (error) {
      this.close();
      this.#receiver.failed(error);
    }
  }

  /** False when there is nothing more for now: the next append begins the sending again. */
  #sendBatch(): boolean {
    const of = this.#run === undefined ? {} : { run: this.#run };
    const events = this.#closed ? [] : this.#store.events(this.#after, { ...of, limit: BATCH });
    for (const event of events) {
      this.#receiver.event(this.#id, event);
      this.#after = event.seq;
    }
    // In the same turn as the look at the store: an append after it finds that nobody is sending.
    this.#sending = events.length > 0;
    return this.#sending;
  }
}
