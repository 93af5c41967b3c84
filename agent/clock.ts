/**
 * The only place of the agent that knows timers. `monotonic` counts milliseconds since the boot of the operating
 * system on Linux, so spans measured with it survive a restart of the agent, though not of the computer.
 */
export interface Clock {
  now(): Date;
  monotonic(): number;
  /** Resolves after that many milliseconds, at once when the signal aborts: whoever waits asks the signal why. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls the action once, later. @returns what takes it back. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  sleep(milliseconds, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener('abort', end);
    });
  },
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
