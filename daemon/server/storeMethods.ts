import type { AttemptName } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import type { EventStore } from '../store/eventStore.ts';
import type { Logs } from '../store/logs.ts';
import type { Methods } from './method.ts';
import { Subscription } from './subscription.ts';

const MOST_LISTED = 1_000;
const MOST_LISTED_BYTES = 8 * 1024 * 1024;

/** Requests about what is in the store: the same for every daemon. */
export type StoreMethod =
  | 'run/list'
  | 'run/get'
  | 'run/subscribe'
  | 'run/unsubscribe'
  | 'text/read'
  | 'log/read'
  | 'log/follow'
  | 'log/unfollow';

export function storeMethods(store: EventStore, logs: Logs): Methods<StoreMethod> {
  return {
    'run/list': ({ limit }) => store.list(Math.min(limit, MOST_LISTED), MOST_LISTED_BYTES),
    'run/get': ({ run }) => {
      const state = store.state(store.findRun(run));
      if (state === undefined) throw new Error(`run ${run} was found and has no state`);
      return state;
    },
    'run/subscribe': ({ run, after }, client) => {
      const options = run === undefined ? { after } : { after, run: store.findRun(run) };
      const subscription = client.subscribe(id => new Subscription(store, client, id, options));
      return { subscription, last: store.lastSeq() };
    },
    'run/unsubscribe': ({ subscription }, client) => {
      client.unsubscribe(subscription);
      return null;
    },
    'text/read': ({ digest }) => {
      const text = store.text(digest);
      if (text === undefined) throw new UserError('unknown-text', `There is no text ${digest.slice(0, 64)}`);
      return { text };
    },
    'log/read': ({ from, limit, ...name }) => {
      checkAttempt(store, name);
      return logs.read(name, from, limit);
    },
    'log/follow': async (name, client) => {
      checkAttempt(store, name);
      client.follow(name, () => logs.follow(name, total => client.grown(name, total)));
      return { total: await logs.total(name) };
    },
    'log/unfollow': (name, client) => {
      client.unfollow(name);
      return null;
    },
  };
}

function checkAttempt(store: EventStore, { run, step, attempt }: AttemptName): void {
  const state = store.state(run);
  if (state === undefined)
    throw new UserError('unknown-run', `There is no run ${run}`, '`fractale runs` lists them.');
  const found = state.steps.find(({ id }) => id === step)?.attempts.some(({ number }) => number === attempt);
  if (!found) throw new UserError('unknown-attempt', `Run ${run} has no attempt ${step}/${attempt}`);
}
