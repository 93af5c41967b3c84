/** The columns of the table of jobs: head and rows are grids of the same shape. */
export const JOB_COLUMNS =
  'grid grid-cols-[1.25rem_minmax(0,1fr)_auto] md:grid-cols-[1.25rem_minmax(0,1.15fr)_9rem_minmax(0,1.05fr)_6.5rem_minmax(0,1.5fr)] xl:grid-cols-[1.25rem_minmax(0,1fr)_minmax(0,1fr)_9rem_minmax(0,1fr)_6.5rem_minmax(0,1.5fr)] items-center gap-x-3';
