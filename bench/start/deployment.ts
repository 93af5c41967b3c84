import type { JobTimes, JobView } from '#protocol/views/container.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import type { Site } from './agents.ts';

/** Between the creation of a deployment and its start date. */
const AHEAD_MS = 2_000;
const LIMIT_MS = 120_000;

export type Step = keyof Pick<JobTimes, 'offeredAt' | 'acceptedAt' | 'startedAt' | 'firstOutputAt'>;

/** Creates a deployment to the whole site that is due in two seconds. @returns its jobs, which wait */
export async function deployToAll(site: Site, packageId: string): Promise<JobView[]> {
  const { beside, computerIds } = site;
  const { id } = await beside.post('job-containers', {
    name: 'bench',
    computerIds,
    packageIds: [packageId],
    startAt: new Date(Date.now() + AHEAD_MS).toISOString(),
    forceReinstall: true,
  });
  return jobsOf(site, id);
}

export async function jobsOf({ beside }: Site, containerId: string): Promise<JobView[]> {
  const { jobs } = await beside.hub.queries.jobsOfContainer(ADMIN, containerId, { limit: 500 });
  return jobs;
}

/** @throws Error unless every job succeeds */
export async function allDone(site: Site, containerId: string): Promise<JobView[]> {
  const done = (jobs: JobView[]) => jobs.every(({ times }) => times.recordedAt !== undefined);
  const jobs = await eventually(() => jobsOf(site, containerId), done, LIMIT_MS);
  const bad = jobs.find(({ state }) => state !== 'succeeded');
  if (bad !== undefined) throw new Error(`${bad.computerName}: ${bad.state} ${bad.reason ?? ''}`);
  return jobs;
}

/** Milliseconds from the start date to a step. */
export function sinceDue({ times, computerName }: JobView, step: Step): number {
  const at = times[step];
  if (at === undefined) throw new Error(`${computerName} has no ${step}`);
  return Date.parse(at) - Date.parse(times.dueAt);
}
