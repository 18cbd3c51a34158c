import { writeFileSync } from 'node:fs';
import { EventStore } from '../daemon/store/eventStore.ts';

/**
 * Loaded into a daemon before its own modules: notes when each event was committed, by the monotonic clock that
 * processes of one machine share, and writes the notes to the file that BENCH_COMMITS names when the daemon ends.
 * It is the store's first listener, so nobody has heard of an event before it is noted.
 */
const commits: [seq: number, at: string][] = [];
const open = EventStore.open;

EventStore.open = home => {
  const store = open.call(EventStore, home);
  store.onAppended(events => {
    const at = process.hrtime.bigint();
    for (const { seq } of events) commits.push([seq, String(at)]);
  });
  return store;
};

process.on('exit', () => {
  if (process.env.BENCH_COMMITS !== undefined)
    writeFileSync(process.env.BENCH_COMMITS, JSON.stringify(commits));
});
