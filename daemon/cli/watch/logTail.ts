import type { RunEvent } from '../../protocol/events.ts';
import type { AttemptName } from '../../protocol/requests.ts';
import { cleanLine } from '../../words/text.ts';
import type { DaemonLink } from '../daemonLink.ts';

/**
 * Knows the newest line of the log of the attempt that executes. One question at a time, for one line: a log
 * that runs fast costs no more than one that stands still.
 */
export class LogTail {
  readonly #changed: (log: { lines: number; last: string }) => void;
  #daemon: DaemonLink | undefined;
  #attempt: AttemptName | undefined;
  #asked = 0;
  #total = 0;
  #busy = false;

  constructor(changed: (log: { lines: number; last: string }) => void) {
    this.#changed = changed;
  }

  connected(daemon: DaemonLink): void {
    this.#daemon = daemon;
    this.#busy = false;
    daemon.on('log/grown', grown => {
      if (daemon !== this.#daemon || !same(grown, this.#attempt)) return;
      this.#total = grown.total;
      this.#ask(daemon, grown);
    });
    if (this.#attempt !== undefined) this.#follow(daemon, this.#attempt);
  }

  event(event: RunEvent): void {
    if (event.type === 'execution.started' || event.type === 'execution.adopted') {
      this.#attempt = { run: event.run, step: event.step, attempt: event.attempt };
      this.#asked = 0;
      this.#total = 0;
      if (this.#daemon !== undefined) this.#follow(this.#daemon, this.#attempt);
    } else if (event.type === 'execution.finished' || event.type === 'attempt.finished') {
      this.close();
    }
  }

  close(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    if (attempt !== undefined) this.#daemon?.request('log/unfollow', attempt).catch(withoutTail);
  }

  #follow(daemon: DaemonLink, attempt: AttemptName): void {
    daemon.request('log/follow', attempt).then(({ total }) => {
      this.#total = Math.max(this.#total, total);
      this.#ask(daemon, attempt);
    }, withoutTail);
  }

  #ask(daemon: DaemonLink, attempt: AttemptName): void {
    if (this.#busy || this.#total <= this.#asked) return;
    this.#busy = true;
    this.#asked = this.#total;
    const { run, step } = attempt;
    daemon
      .request('log/read', { run, step, attempt: attempt.attempt, from: this.#total, limit: 1 })
      .then(range => {
        this.#busy = false;
        if (daemon !== this.#daemon || !same(attempt, this.#attempt)) return;
        this.#total = Math.max(this.#total, range.total);
        this.#changed({ lines: this.#total, last: cleanLine(range.lines[0] ?? '') });
        this.#ask(daemon, attempt);
      })
      .catch(() => {
        this.#busy = false;
      });
  }
}

/** The tail is a decoration: the run's events tell everything that matters, a lost connection too. */
function withoutTail(): void {}

function same(a: AttemptName, b: AttemptName | undefined): boolean {
  return b !== undefined && a.run === b.run && a.step === b.step && a.attempt === b.attempt;
}
