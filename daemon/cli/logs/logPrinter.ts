import { once } from 'node:events';
import type { RunState } from '../../protocol/state.ts';
import { logLine } from '../../words/text.ts';
import type { Cli } from '../cli.ts';
import type { DaemonLink } from '../daemonLink.ts';
import { type LogChoice, logsOf } from './logsOf.ts';

const LINES = 1000;

/** Prints the logs of the chosen attempts as far as they are, each line once, one log after the other. */
export class LogPrinter {
  readonly #cli: Cli;
  readonly #choice: LogChoice;
  readonly #json: boolean;
  /** Of each attempt, by `step/number`, the next line to print. */
  readonly #next = new Map<string, number>();
  #headed = '';
  #printing: Promise<void> = Promise.resolve();
  printed = 0;

  constructor(cli: Cli, choice: LogChoice, json: boolean) {
    this.#cli = cli;
    this.#choice = choice;
    this.#json = json;
  }

  /** Asks the daemon to tell when the logs that are open grow. */
  follow(daemon: DaemonLink, run: RunState): void {
    for (const { step, attempt } of logsOf(run, this.#choice)) {
      if (attempt.finishedAt !== undefined) continue;
      // A lost connection is seen by its end, and the next one follows again.
      daemon
        .request('log/follow', { run: run.id, step: step.id, attempt: attempt.number })
        .catch(() => undefined);
    }
  }

  /** Rejects when the connection is lost; what was not printed then is printed by the next call. */
  async print(daemon: DaemonLink, run: RunState): Promise<void> {
    const before = this.#printing;
    const printing = before.catch(() => undefined).then(() => this.#printAll(daemon, run));
    this.#printing = printing;
    return printing;
  }

  async #printAll(daemon: DaemonLink, run: RunState): Promise<void> {
    for (const { step, attempt } of logsOf(run, this.#choice)) {
      await this.#printOne(daemon, run.id, step.id, attempt.number);
      // What runs now comes to its end before the log of anything later is printed.
      if (attempt.exit === undefined && attempt.finishedAt === undefined) return;
    }
  }

  async #printOne(daemon: DaemonLink, run: string, step: string, attempt: number): Promise<void> {
    const name = `${step}/${attempt}`;
    for (;;) {
      const from = this.#next.get(name) ?? 1;
      const range = await daemon.request('log/read', { run, step, attempt, from, limit: LINES });
      if (range.lines.length === 0) return;
      if (!this.#json && this.#several && this.#headed !== name) {
        this.#cli.stdout.write(`${this.#headed === '' ? '' : '\n'}==> ${name} <==\n`);
      }
      this.#headed = name;
      const lines = range.lines.map((text, index) => {
        if (!this.#json) return `${logLine(text)}\n`;
        return `${JSON.stringify({ run, step, attempt, line: range.from + index, text })}\n`;
      });
      this.printed += lines.length;
      this.#next.set(name, range.from + range.lines.length);
      if (!this.#cli.stdout.write(lines.join(''))) await once(this.#cli.stdout, 'drain');
    }
  }

  get #several(): boolean {
    return this.#choice.only !== true && !(this.#choice.from.size === 1 && this.#next.size <= 1);
  }
}
