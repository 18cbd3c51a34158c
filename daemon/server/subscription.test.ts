import assert from 'node:assert/strict';
import { test } from 'node:test';
import { created } from '../../test/daemon/fixtures/sampleRun.ts';
import { temporaryHome } from '../../test/daemon/fixtures/temporaryHome.ts';
import { EventStore } from '../store/eventStore.ts';
import { Subscription } from './subscription.ts';

test('an event that comes right after the last look at the store is sent all the same', async t => {
  const store = EventStore.open(temporaryHome(t));
  t.after(() => store.close());
  store.append([created('first')]);
  const seen: number[] = [];
  // One append in each of the first turns of the microtask queue after the store had nothing more.
  let runs = 0;
  const later = (turns: number, work: () => void): void =>
    queueMicrotask(() => (turns === 0 ? work() : later(turns - 1, work)));
  const looked: Pick<EventStore, 'events' | 'onAppended'> = {
    onAppended: listener => store.onAppended(listener),
    events: (after, options) => {
      const events = store.events(after, options);
      if (events.length === 0 && runs < 5) {
        const run = runs++;
        later(run, () => store.append([created(`run-${run}`)]));
      }
      return events;
    },
  };
  await new Promise<void>((resolve, reject) => {
    const receiver = {
      event: (_subscription: number, { seq }: { seq: number }) => {
        seen.push(seq);
        if (seen.length === 6) resolve();
      },
      ready: async () => undefined,
      failed: reject,
    };
    const subscription = new Subscription(looked, receiver, 1, { after: 0 });
    t.after(() => subscription.close());
  });
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6]);
});
