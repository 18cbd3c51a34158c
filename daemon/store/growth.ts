const INTERVAL_MS = 100;

/** Tells how many lines a log has: at once, then at most ten times a second, and always the last number. */
export class Growth {
  readonly #listeners = new Set<(total: number) => void>();
  #timer: NodeJS.Timeout | undefined;
  #untold: number | undefined;

  get followed(): boolean {
    return this.#listeners.size > 0;
  }

  add(listener: (total: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  grown(total: number): void {
    if (this.#timer !== undefined) {
      this.#untold = total;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const untold = this.#untold;
      this.#untold = undefined;
      if (untold !== undefined) this.grown(untold);
    }, INTERVAL_MS);
    for (const listener of this.#listeners) {
      try {
        listener(total);
      } catch (error) {
        // The log goes on, and the other listeners have to hear of it.
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
