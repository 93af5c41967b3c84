/** Refusals of one address that are written down within the window: enough to see, too few to fill a disk. */
const NOTES_PER_WINDOW = 20;
const WINDOW_MILLISECONDS = 10 * 60_000;
const ADDRESSES_REMEMBERED = 1_000;

/** Bounds what strangers can make the hub write into the audit log. */
export class RefusalNotes {
  readonly #windows = new Map<string, { since: number; notes: number }>();

  mayNote(address: string, now: Date): boolean {
    const known = this.#windows.get(address);
    const open = known !== undefined && now.getTime() - known.since < WINDOW_MILLISECONDS;
    const window = open ? known : { since: now.getTime(), notes: 0 };
    this.#windows.delete(address);
    this.#windows.set(address, window);
    if (this.#windows.size > ADDRESSES_REMEMBERED) {
      for (const oldest of this.#windows.keys().take(1)) this.#windows.delete(oldest);
    }
    window.notes += 1;
    return window.notes <= NOTES_PER_WINDOW;
  }
}
