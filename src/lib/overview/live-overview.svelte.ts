import type { HourView } from '#protocol/views/history.ts';
import type { OverviewView } from '#protocol/views/overview.ts';

/** What the load of the overview gives. */
export interface OverviewSnapshot {
  overview: OverviewView;
  /** The last day, oldest first. */
  hours: HourView[];
}
