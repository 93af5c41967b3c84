import type { Clock } from '#agent/clock.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';

export interface DrivenAgentClock extends Clock {
  advance(milliseconds: number): Promise<void>;
  readonly armed: number;
}

/** The agent's clock, standing still until the test moves it. */
export function drivenAgentClock(start = new Date('2026-03-01T12:00:00.000Z')): DrivenAgentClock {
  const clock = drivenClock(start);
  return {
    now: () => clock.now(),
    monotonic: () => clock.now().getTime(),
    after: (milliseconds, action) => clock.after(milliseconds, action),
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const cancel = clock.after(milliseconds, resolve);
        const abort = () => {
          cancel();
          resolve();
        };
        signal?.addEventListener('abort', abort, { once: true });
      }),
    advance: (milliseconds) => clock.advance(milliseconds),
    get armed() {
      return clock.armed;
    },
  };
}
