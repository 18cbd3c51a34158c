import type { DaemonLog } from './daemonLog.ts';

const WATCHDOG_MS = 2_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * The one way in which the daemon ends: a signal, a request or idleness begins it, and it happens once.
 * It may not take longer than two seconds, and a second signal ends it at once.
 */
export class Shutdown {
  readonly #log: DaemonLog;
  readonly #work: (reason: string) => Promise<void>;
  #begun = false;

  /** `work` lets go of everything; the process ends after it. Signals are handled from here on. */
  constructor(log: DaemonLog, work: (reason: string) => Promise<void>) {
    this.#log = log;
    this.#work = work;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (this.#begun) process.exit(1);
        this.begin(signal);
      });
    }
  }

  get begun(): boolean {
    return this.#begun;
  }

  begin(reason: string): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#log.info(`stopping: ${reason}`);
    setTimeout(() => {
      this.#log.error('stopping took too long');
      process.exit(1);
    }, WATCHDOG_MS);
    this.#work(reason).then(
      () => {
        this.#log.info('stopped');
        process.exit(0);
      },
      error => {
        this.#log.error('stopping failed', error);
        process.exit(1);
      },
    );
  }
}
