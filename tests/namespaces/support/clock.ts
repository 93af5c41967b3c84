import { systemClock, type Cancel, type Clock } from '#hub/clock.ts';

interface Timer {
  at: number;
  action: () => void;
  cancel: Cancel;
}

/** The system's clock, which can be put ahead: whatever becomes due by that happens at once, in its order. */
export interface ForwardClock extends Clock {
  putAhead(milliseconds: number): void;
}

/** @param milliseconds that it is ahead from the beginning */
export function forwardClock(milliseconds: number): ForwardClock {
  let ahead = milliseconds;
  const timers = new Set<Timer>();
  const now = () => new Date(systemClock.now().getTime() + ahead);

  const arm = (timer: Timer): void => {
    timer.cancel = systemClock.after(timer.at - now().getTime(), () => {
      timers.delete(timer);
      timer.action();
    });
  };
  const after = (wait: number, action: () => void): Cancel => {
    const timer: Timer = { at: now().getTime() + wait, action, cancel: () => undefined };
    timers.add(timer);
    arm(timer);
    return () => {
      timers.delete(timer);
      timer.cancel();
    };
  };

  return {
    now,
    after,
    every(wait, action) {
      let cancel: Cancel = () => undefined;
      let ended = false;
      const again = (): void => {
        cancel = after(wait, () => {
          action();
          if (!ended) again();
        });
      };
      again();
      return () => {
        ended = true;
        cancel();
      };
    },
    putAhead(more) {
      ahead += more;
      for (const timer of [...timers].sort((one, other) => one.at - other.at)) {
        timer.cancel();
        arm(timer);
      }
    },
  };
}
