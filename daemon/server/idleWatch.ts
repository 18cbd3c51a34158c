/** Calls `onIdle` once nobody has been `busy` for so long. Counts by the monotonic clock. */
export class IdleWatch {
  readonly #timer: NodeJS.Timeout;
  #busyAt = performance.now();

  constructor(idleMs: number, busy: () => boolean, onIdle: () => void) {
    this.#timer = setInterval(
      () => {
        if (busy()) this.#busyAt = performance.now();
        else if (performance.now() - this.#busyAt >= idleMs) onIdle();
      },
      Math.min(Math.max(idleMs / 10, 10), 10_000),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
