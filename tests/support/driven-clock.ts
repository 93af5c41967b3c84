import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cancel, Clock } from '#hub/clock.ts';

/** A clock that stands still until the test moves it. */
export interface DrivenClock extends Clock {
  /** Moves time forward and runs what falls due on the way, in order, letting each settle before the next. */
  advance(milliseconds: number): Promise<void>;
}

interface Timer {
  at: number;
  order: number;
  action: () => void;
}

export function drivenClock(start: Date): DrivenClock {
  let now = start.getTime();
  let made = 0;
  const timers = new Set<Timer>();
  const after = (milliseconds: number, action: () => void): Cancel => {
    const timer: Timer = { at: now + Math.max(milliseconds, 0), order: (made += 1), action };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const every = (milliseconds: number, action: () => void): Cancel => {
    let cancel: Cancel = () => undefined;
    let ended = false;
    const arm = (): void => {
      cancel = after(milliseconds, () => {
        action();
        if (!ended) arm();
      });
    };
    arm();
    return () => {
      ended = true;
      cancel();
    };
  };
  const nextBefore = (limit: number): Timer | undefined =>
    [...timers]
      .filter((timer) => timer.at <= limit)
      .sort((one, other) => one.at - other.at || one.order - other.order)[0];
  return {
    now: () => new Date(now),
    after,
    every,
    async advance(milliseconds) {
      const until = now + milliseconds;
      await nextTurn();
      for (let timer = nextBefore(until); timer !== undefined; timer = nextBefore(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.action();
        await nextTurn();
      }
      now = until;
      await nextTurn();
    },
  };
}
