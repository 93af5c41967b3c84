/** Not more often than this: whoever listens must be able to listen to something else. */
const PAUSE_MILLISECONDS = 5000;

/** Tells a screen reader that lines have come, in few words and seldom, while somebody follows the output. */
export class LineAnnouncer {
  told = $state('');
  #known: number | undefined;
  /** Nothing was told yet. */
  #at = -Infinity;

  /** @param say What is said of so many new lines. @param now Milliseconds of any clock. */
  look(
    count: number,
    { listens, say, now }: { listens: boolean; say: (added: number) => string; now: number },
  ): void {
    if (!listens || this.#known === undefined) {
      this.#known = count;
      return;
    }
    if (count <= this.#known || now - this.#at < PAUSE_MILLISECONDS) return;
    this.told = say(count - this.#known);
    this.#known = count;
    this.#at = now;
  }
}
