/** A bell: `next` resolves at the first `up` after it was called, however many there are. */
export class Wake {
  #waiting: PromiseWithResolvers<void> | undefined;

  up(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  next(): Promise<void> {
    this.#waiting ??= Promise.withResolvers<void>();
    return this.#waiting.promise;
  }
}
