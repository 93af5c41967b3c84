/** Ends a timer. Calling it again, or after the timer has fired, does nothing. */
export type Cancel = () => void;

/** The one source of time: rules get `now` from it, and nothing else in the hub sets a timer. */
export interface Clock {
  now(): Date;
  /** Calls once after `milliseconds`, however far that is. */
  after(milliseconds: number, action: () => void): Cancel;
  /** Calls again and again, `milliseconds` after the last call returned. */
  every(milliseconds: number, action: () => void): Cancel;
}

/** Node fires at once when a delay exceeds 2^31 − 1 ms (24.8 days): farther dates are reached in steps. */
const LONGEST_STEP = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, action) {
    let timer: NodeJS.Timeout;
    const step = (left: number): void => {
      const wait = Math.min(Math.max(left, 0), LONGEST_STEP);
      timer = setTimeout(() => (left > wait ? step(left - wait) : action()), wait);
    };
    step(milliseconds);
    return () => clearTimeout(timer);
  },
  every(milliseconds, action) {
    let cancel: Cancel = () => undefined;
    let ended = false;
    const arm = (): void => {
      cancel = systemClock.after(milliseconds, () => {
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
};

/** Waits on the given clock. */
export function sleep(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve));
}

/** The outcome of work that must not take forever. */
export type Timed<Value> = { timedOut: false; value: Value } | { timedOut: true };

/** Waits for a promise, but not longer than `milliseconds`. The work itself goes on. */
export async function within<Value>(
  clock: Clock,
  milliseconds: number,
  work: Promise<Value>,
): Promise<Timed<Value>> {
  let cancel: Cancel = () => undefined;
  const limit = new Promise<Timed<Value>>((resolve) => {
    cancel = clock.after(milliseconds, () => resolve({ timedOut: true }));
  });
  try {
    return await Promise.race([work.then((value): Timed<Value> => ({ timedOut: false, value })), limit]);
  } finally {
    cancel();
  }
}
