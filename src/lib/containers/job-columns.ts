/** The columns of the table of jobs: head and rows are grids of the same shape. */
export const JOB_COLUMNS =
  'grid grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[minmax(0,1.25fr)_13rem_minmax(0,1fr)_6rem_minmax(0,1.1fr)] items-center gap-x-4';
