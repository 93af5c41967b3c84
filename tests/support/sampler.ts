import { systemClock } from '#hub/clock.ts';

export interface Sampler {
  /** Waits for the sample that is being taken. */
  stop(): Promise<void>;
}

/** Takes samples again and again, one at a time. */
export function every(milliseconds: number, sample: () => Promise<void>): Sampler {
  let current: Promise<void> = Promise.resolve();
  const cancel = systemClock.every(milliseconds, () => {
    current = current.then(sample);
  });
  return {
    async stop() {
      cancel();
      await current;
    },
  };
}
