import type { UsualDuration } from '#protocol/views/container.ts';
import { nearestRanks } from './statistics.ts';

/** U6: successes it takes to say how long something usually takes. */
const LEAST = 3;

/** U6: from the newest successes, in milliseconds. Undefined: too few to say. */
export function usualDuration(durations: readonly number[]): UsualDuration | undefined {
  if (durations.length < LEAST) return undefined;
  const [medianMilliseconds = 0, p90Milliseconds = 0] = nearestRanks(durations, [0.5, 0.9]);
  return { medianMilliseconds, p90Milliseconds, executions: durations.length };
}
