import type { Cancel } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';

/** Between two messages, at least. The first of a busy time goes out at once. */
const BETWEEN_MILLISECONDS = 500;

/**
 * Tells who looks at a list of computers that something in it has changed: not what. Each reads again the few rows it
 * shows, in its own order, instead of being sent twenty thousand.
 */
export class FleetNews {
  readonly #parts: () => Pick<HubContext, 'feed' | 'clock'>;
  #quiet: Cancel | undefined;
  #isWaiting = false;

  constructor(parts: () => Pick<HubContext, 'feed' | 'clock'>) {
    this.#parts = parts;
  }

  tell(): void {
    const { feed, clock } = this.#parts();
    if (!feed.isWatched('computers')) return;
    if (this.#quiet !== undefined) {
      this.#isWaiting = true;
      return;
    }
    feed.publish(['computers'], { kind: 'computersChanged' });
    this.#quiet = clock.after(BETWEEN_MILLISECONDS, () => {
      this.#quiet = undefined;
      const again = this.#isWaiting;
      this.#isWaiting = false;
      if (again) this.tell();
    });
  }

  stop(): void {
    this.#quiet?.();
  }
}
