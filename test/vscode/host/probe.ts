import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as vscode from 'vscode';
import { until } from './until.ts';

export const PROBE_EXTENSION = fileURLToPath(new URL('probe', import.meta.url));
const PATIENCE_MS = 60_000;

interface Address {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
}

/** The probes of one server's extension hosts, each used by the window that came for it first. */
export class Probes {
  readonly #folder: string;
  readonly #claimed = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Waits for the extension host that starts next. */
  async next(): Promise<Probe> {
    const name = await until('an extension host started', () => this.#unclaimed()[0], PATIENCE_MS);
    this.#claimed.add(name);
    const address: Address = JSON.parse(readFileSync(join(this.#folder, name), 'utf8'));
    return new Probe(address);
  }

  #unclaimed(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder).filter(name => name.endsWith('.json') && !this.#claimed.has(name));
  }
}

/** Runs functions in one extension host. */
export class Probe {
  readonly pid: number;
  readonly #address: Address;

  constructor(address: Address) {
    this.pid = address.pid;
    this.#address = address;
  }

  /**
   * What `work` returns in the extension host. The function is sent as text, so it sees nothing from around it:
   * what it needs comes by `args`, which like the result go as JSON. Rejects with the error of the other side.
   */
  async evaluate<Args extends readonly unknown[], Result>(
    work: (api: typeof vscode, ...args: Args) => Result | PromiseLike<Result>,
    ...args: Args
  ): Promise<Result> {
    const response = await fetch(`http://127.0.0.1:${this.#address.port}/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#address.token}` },
      body: JSON.stringify({ source: work.toString(), args }),
    });
    const answer: { value: Result; error?: string } = JSON.parse(await response.text());
    if (answer.error !== undefined) throw new Error(`In the extension host: ${answer.error}`);
    return answer.value;
  }
}
