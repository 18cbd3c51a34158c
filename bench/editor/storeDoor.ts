import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { NewEvent } from '../../daemon/protocol/events.ts';
import { EventStore } from '../../daemon/store/eventStore.ts';

/** A line of the answer: what an append committed, and when, by the wall clock. */
export interface Committed {
  readonly seqs: readonly number[];
  readonly at: number;
}

/**
 * Loaded into a daemon before its own modules: lets a measurement append events to its store, as the engine does,
 * over the socket that BENCH_DOOR names. Each line is a list of events; each answer is a line.
 */
const open = EventStore.open;

EventStore.open = home => {
  const store = open.call(EventStore, home);
  let at = 0;
  // The first listener: nobody has heard of an event before its commit is noted.
  store.onAppended(() => {
    at = Date.now();
  });
  const answer = (socket: Socket, line: string): void => {
    const events: NewEvent[] = JSON.parse(line);
    const seqs = store.append(events).map(({ seq }) => seq);
    socket.write(`${JSON.stringify({ seqs, at } satisfies Committed)}\n`);
  };
  createServer(socket => {
    socket.on('error', () => socket.destroy());
    createInterface(socket).on('line', line => answer(socket, line));
  })
    .listen(process.env.BENCH_DOOR)
    .unref();
  return store;
};
