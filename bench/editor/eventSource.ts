import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DaemonConnection } from '../../daemon/client/daemonConnection.ts';
import type { NewEvent } from '../../daemon/protocol/events.ts';
import { BenchDaemon } from '../benchDaemon.ts';
import type { Committed } from './storeDoor.ts';

/** A real daemon whose events come from a measurement, in place of an engine at work. */
export class EventSource implements AsyncDisposable {
  readonly bench = new BenchDaemon('editor/storeDoor.ts');
  readonly #waiting: ((committed: Committed) => void)[] = [];
  #daemon: DaemonConnection | undefined;
  #socket: Socket | undefined;

  async start(): Promise<void> {
    const door = join(this.bench.home.root, 'door');
    this.bench.env.BENCH_DOOR = door;
    this.#daemon = await this.bench.connect();
    this.#socket = connect(door);
    createInterface(this.#socket).on('line', line => this.#waiting.shift()?.(JSON.parse(line)));
  }

  /** Commits events. */
  append(events: readonly NewEvent[]): Promise<Committed> {
    const { promise, resolve } = Promise.withResolvers<Committed>();
    this.#waiting.push(resolve);
    this.#socket?.write(`${JSON.stringify(events)}\n`);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket?.destroy();
    this.#daemon?.close();
    await this.bench[Symbol.asyncDispose]();
  }
}
