import type { DaemonLink } from '../../daemon/cli/daemonLink.ts';
import type { RunEvent } from '../../daemon/protocol/events.ts';
import { foldAll } from '../../daemon/protocol/fold.ts';
import type { Notifications, Requests } from '../../daemon/protocol/requests.ts';
import type { RunState } from '../../daemon/protocol/state.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { RUN } from './sampleRun.ts';

type Answers = {
  [M in keyof Requests]?: (params: Requests[M][0]) => Requests[M][1] | Promise<Requests[M][1]>;
};

/** A daemon of a test: one run, whose events the test tells, and answers that it chooses. */
export class ScriptedDaemon {
  readonly asked: { readonly method: string; readonly params: unknown }[] = [];
  readonly texts = new Map<string, string>();
  /** Lines by `step/attempt`. */
  readonly logs = new Map<string, string[]>();
  readonly #events: RunEvent[] = [];
  readonly #answers: Answers;
  readonly #links = new Set<Link>();
  connections = 0;

  constructor(events: readonly RunEvent[] = [], answers: Answers = {}) {
    this.#events.push(...events);
    this.#answers = answers;
  }

  get state(): RunState {
    const state = foldAll(this.#events);
    if (state === undefined) throw new UserError('unknown-run', 'there is no run');
    return state;
  }

  get open(): number {
    return this.#links.size;
  }

  /** What was asked with this method. */
  params<M extends keyof Requests>(method: M): Requests[M][0][] {
    return this.asked.filter(asked => asked.method === method).map(asked => asked.params as Requests[M][0]);
  }

  link(): DaemonLink {
    this.connections += 1;
    const link = new Link(this, () => this.#links.delete(link));
    this.#links.add(link);
    return link;
  }

  tell(...events: readonly RunEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      for (const link of this.#links) link.event(event);
    }
  }

  grow(step: string, attempt: number, ...lines: readonly string[]): void {
    const name = `${step}/${attempt}`;
    const log = [...(this.logs.get(name) ?? []), ...lines];
    this.logs.set(name, log);
    for (const link of this.#links) link.notify('log/grown', { run: RUN, step, attempt, total: log.length });
  }

  /** Every connection is lost. */
  drop(): void {
    for (const link of [...this.#links]) link.lose();
  }

  async answer(link: Link, method: keyof Requests, params: never): Promise<unknown> {
    this.asked.push({ method, params });
    const given = this.#answers[method] as ((params: never) => unknown) | undefined;
    if (given !== undefined) return given(params);
    switch (method) {
      case 'run/start':
        return { run: RUN };
      case 'run/get':
        return this.state;
      case 'run/list':
        return [this.state];
      case 'run/subscribe': {
        const { after } = params as { after: number };
        setImmediate(() => {
          for (const event of this.#events) if (event.seq > after) link.told(event);
          link.subscribed = true;
        });
        return { subscription: 1, last: this.#events.at(-1)?.seq ?? 0 };
      }
      case 'text/read': {
        const text = this.texts.get((params as { digest: string }).digest);
        if (text === undefined) throw new UserError('unknown-text', 'there is no such text');
        return { text };
      }
      case 'log/read': {
        const { step, attempt, from, limit } = params as {
          step: string;
          attempt: number;
          from: number;
          limit: number;
        };
        const log = this.logs.get(`${step}/${attempt}`) ?? [];
        return { from, lines: log.slice(from - 1, from - 1 + limit), total: log.length };
      }
      case 'log/follow': {
        const { step, attempt } = params as { step: string; attempt: number };
        return { total: this.logs.get(`${step}/${attempt}`)?.length ?? 0 };
      }
      default:
        return null;
    }
  }
}

class Link implements DaemonLink {
  readonly #daemon: ScriptedDaemon;
  readonly #gone: () => void;
  readonly #listeners = new Map<string, Set<(params: never) => void>>();
  readonly #closed: (() => void)[] = [];
  #open = true;
  subscribed = false;

  constructor(daemon: ScriptedDaemon, gone: () => void) {
    this.#daemon = daemon;
    this.#gone = gone;
  }

  async request<M extends keyof Requests>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    if (!this.#open) throw new UserError('no-daemon', 'the connection was lost');
    const result = await this.#daemon.answer(this, method, params as never);
    if (!this.#open) throw new UserError('no-daemon', 'the connection was lost');
    return result as Requests[M][1];
  }

  on<N extends keyof Notifications>(name: N, listener: (params: Notifications[N]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  onClose(listener: () => void): void {
    this.#closed.push(listener);
  }

  close(): void {
    this.#open = false;
    this.#gone();
  }

  lose(): void {
    this.close();
    for (const listener of this.#closed) listener();
  }

  event(event: RunEvent): void {
    if (this.subscribed) this.told(event);
  }

  told(event: RunEvent): void {
    if (this.#open) this.notify('run/event', { subscription: 1, event });
  }

  notify<N extends keyof Notifications>(name: N, params: Notifications[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(params as never);
  }
}
