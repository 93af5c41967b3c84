import type { JobState } from '#protocol/job.ts';
import type { JobView } from '#protocol/views/container.ts';
import type { Sort } from '../lists/sort.ts';
import { resultOf } from '../words/job-result.ts';

/** By what the table of jobs can be sorted. */
export const JOB_SORTS = ['computer', 'package', 'state', 'start', 'ran', 'result'] as const;
export type JobSort = Sort<(typeof JOB_SORTS)[number]>;

/** Which jobs are shown, and in which order. */
export interface JobWish {
  state: JobState | undefined;
  /** Parts of computers' names; several, separated by commas, semicolons or lines, are alternatives. */
  search: string;
  packageId: string | undefined;
  /** Undefined: by their sequence. */
  sort: JobSort | undefined;
}

/** What wants to be looked at first. */
const ATTENTION: Record<JobState, number> = {
  failed: 0,
  aborted: 1,
  expired: 2,
  incompatible: 3,
  executing: 4,
  unpacking: 5,
  downloading: 6,
  pushed: 7,
  waiting: 8,
  cancelled: 9,
  succeeded: 10,
  alreadyInstalled: 11,
};

type Key = number | string | undefined;

/** Whether a job is among those that are wished for: made once, asked ten thousand times. */
export function fitting({ state, search, packageId }: Omit<JobWish, 'sort'>): (job: JobView) => boolean {
  const names = search
    .toLowerCase()
    .split(/[,;\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return (job) =>
    (state === undefined || job.state === state) &&
    (packageId === undefined || job.packageId === packageId) &&
    (names.length === 0 || names.some((name) => job.computerName.toLowerCase().includes(name)));
}

/** The jobs in their order; what is not known comes last, whichever way they are sorted. @param now Milliseconds. */
export function sortedJobs(
  jobs: readonly JobView[],
  sort: JobSort | undefined,
  now: number,
): readonly JobView[] {
  if (sort === undefined) return jobs;
  const keyOf = keys(jobs, sort.field, now);
  const sign = sort.descending ? -1 : 1;
  return jobs
    .map((job) => ({ job, key: keyOf(job) }))
    .sort((one, other) => {
      const difference = compareKeys(one.key, other.key, sign);
      return difference === 0 ? one.job.sequence - other.job.sequence : difference;
    })
    .map(({ job }) => job);
}

function compareKeys(one: Key, other: Key, sign: number): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return sign * (one < other ? -1 : 1);
}

function keys(jobs: readonly JobView[], field: JobSort['field'], now: number): (job: JobView) => Key {
  switch (field) {
    case 'computer':
      return ranked(jobs, (job) => job.computerName);
    case 'package':
      return ranked(jobs, (job) => `${job.packageName} ${job.packageVersion} ${job.action}`);
    case 'state':
      return ({ state }) => ATTENTION[state];
    case 'start':
      return ({ times }) => times.startedAt;
    case 'ran':
      return ({ times: { startedAt, finishedAt } }) =>
        startedAt === undefined
          ? undefined
          : (finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(startedAt);
    case 'result':
      return ranked(jobs, (job) => [resultOf(job), job.detail].filter(Boolean).join(': ') || undefined);
  }
}

/** As people sort: in any case, numbers by their value. Each text is compared once, however many jobs have it. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function ranked(
  jobs: readonly JobView[],
  textOf: (job: JobView) => string | undefined,
): (job: JobView) => Key {
  const texts = new Set(jobs.map(textOf).filter((text) => text !== undefined));
  const ranks = new Map([...texts].sort(collator.compare).map((text, rank) => [text, rank]));
  return (job) => ranks.get(textOf(job) ?? '');
}
