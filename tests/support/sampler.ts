import { systemClock } from '#hub/clock.ts';

export interface Sampler {
  /** Waits for the sample that is being taken. Rejects when one could not be taken: then there were no more. */
  stop(): Promise<void>;
}

/** Takes samples again and again, one at a time. */
export function every(milliseconds: number, sample: () => Promise<void>): Sampler {
  let current: Promise<void> = Promise.resolve();
  const cancel = systemClock.every(milliseconds, () => {
    current = current.then(sample);
    // Told by `stop`. Until then nobody listens, and a fault that nobody hears ends the whole process.
    current.catch(() => undefined);
  });
  return {
    async stop() {
      cancel();
      await current;
    },
  };
}
