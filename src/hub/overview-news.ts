import type { ChangeFeed } from './change-feed.ts';
import type { Cancel, Clock } from './clock.ts';

/** The overview is told at once that something has moved, and then at most this often. */
const TELL_EVERY_MILLISECONDS = 1_000;

/** Tells consoles that show the overview to read it again: it is made of everything, and cheap to read. */
export class OverviewNews {
  readonly #feed: ChangeFeed;
  readonly #clock: Clock;
  #resting: Cancel | undefined;
  #again = false;

  constructor(parts: { feed: ChangeFeed; clock: Clock }) {
    this.#feed = parts.feed;
    this.#clock = parts.clock;
  }

  moved(): void {
    if (!this.#feed.isWatched('overview')) return;
    if (this.#resting !== undefined) {
      this.#again = true;
      return;
    }
    this.#feed.publish(['overview'], { kind: 'overviewMoved' });
    this.#resting = this.#clock.after(TELL_EVERY_MILLISECONDS, () => {
      this.#resting = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.moved();
    });
  }

  stop(): void {
    this.#resting?.();
  }
}
