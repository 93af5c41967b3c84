import type { JobState } from '#protocol/job.ts';
import type { HourView } from '#protocol/views/history.ts';

const HOUR = 3_600_000;

export interface HourBar {
  /** ISO 8601. */
  hour: string;
  total: number;
  /** From the ground up, none empty. `from` and `size` in jobs. */
  pieces: { state: JobState; from: number; size: number }[];
  view: HourView | undefined;
}

/** The last hours as bars, also those in which no job ended. @param now Milliseconds. */
export function hourBars(
  hours: readonly HourView[],
  { now, count, order }: { now: number; count: number; order: readonly JobState[] },
): HourBar[] {
  const known = new Map(hours.map((view) => [new Date(view.hour).getTime(), view]));
  const last = Math.floor(now / HOUR) * HOUR;
  return Array.from({ length: count }, (_, index) => {
    const start = last - (count - 1 - index) * HOUR;
    const view = known.get(start);
    const pieces: HourBar['pieces'] = [];
    let total = 0;
    for (const state of order) {
      const size = view?.counts[state] ?? 0;
      if (size === 0) continue;
      pieces.push({ state, from: total, size });
      total += size;
    }
    return { hour: new Date(start).toISOString(), total, pieces, view };
  });
}

const WHOLE = [1, 2, 3, 4, 5, 6, 8, 10];
/** The next round number that an axis can end at: 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30 … */
export function niceCeiling(most: number): number {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const steps = power === 1 ? WHOLE : [1, 1.5, ...WHOLE];
  return (steps.find((step) => step * power >= most) ?? 10) * power;
}
