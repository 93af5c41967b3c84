import { goesBefore } from '#domain/computer-state.ts';
import type { JobView } from '#protocol/views/container.ts';

/** A computer on the map, shown by one of its jobs (C4). */
export interface MapCell {
  computerId: string;
  job: JobView;
  /** How many other jobs it has in this container. */
  others: number;
}

/** @param jobs By their sequence: computers stand in the order of their first job, and never move. */
export function cellsOf(jobs: readonly JobView[]): MapCell[] {
  const cells = new Map<string, MapCell>();
  for (const job of jobs) {
    const cell = cells.get(job.computerId);
    if (cell === undefined) cells.set(job.computerId, { computerId: job.computerId, job, others: 0 });
    else {
      cell.others += 1;
      if (goesBefore(job.state, cell.job.state)) cell.job = job;
    }
  }
  return [...cells.values()];
}
