import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cancel, Clock } from '#hub/clock.ts';

export interface DrivenClock extends Clock {
  /**
   * Moves time. Timers that come due fire in the order of their moments, each at its own moment; what they set
   * going settles before the next one.
   */
  advance(milliseconds: number): Promise<void>;
  /** Timers that have neither fired nor been cancelled. */
  readonly armed: number;
}

interface Timer {
  at: number;
  action: () => void;
}

/** A clock that stands still until the test moves it. */
export function drivenClock(start: Date): DrivenClock {
  let now = start.getTime();
  const timers = new Set<Timer>();

  const after = (milliseconds: number, action: () => void): Cancel => {
    const timer = { at: now + Math.max(milliseconds, 0), action };
    timers.add(timer);
    return () => void timers.delete(timer);
  };

  /** The earliest timer that is due by then; of two for one moment the one that was armed first. */
  const nextDue = (until: number): Timer | undefined =>
    [...timers]
      .filter((timer) => timer.at <= until)
      .reduce<Timer | undefined>(
        (first, timer) => (first && first.at <= timer.at ? first : timer),
        undefined,
      );

  return {
    now: () => new Date(now),
    after,
    every(milliseconds, action) {
      let cancel: Cancel = () => undefined;
      let ended = false;
      const arm = (): void => {
        // As the system's timers: never twice in one millisecond, else time could not move on.
        cancel = after(Math.max(milliseconds, 1), () => {
          action();
          if (!ended) arm();
        });
      };
      arm();
      return () => {
        ended = true;
        cancel();
      };
    },
    async advance(milliseconds) {
      const until = now + milliseconds;
      await nextTurn();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.action();
        await nextTurn();
      }
      now = until;
      await nextTurn();
    },
    get armed() {
      return timers.size;
    },
  };
}
