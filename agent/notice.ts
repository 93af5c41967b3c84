/**
 * Tells whoever waits that something changed. Take `next()` before looking at what may have changed, then await
 * it: a change in between is not missed.
 */
export class Notice {
  #next = Promise.withResolvers<void>();

  next(): Promise<void> {
    return this.#next.promise;
  }

  tell(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers<void>();
  }
}
