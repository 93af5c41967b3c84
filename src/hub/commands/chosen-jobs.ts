import type { Job } from '#domain/job.ts';
import { Refusal } from '#protocol/errors.ts';
import type { HubContext } from '../hub-context.ts';

/** The jobs of a container that a request names, by their sequence. @throws Refusal `notFound` */
export async function chosenJobs(
  { store }: Pick<HubContext, 'store'>,
  containerId: string,
  jobIds: readonly string[],
): Promise<Job[]> {
  const ids = [...new Set(jobIds)];
  const jobs = await store.jobs.getMany(ids);
  if (jobs.length < ids.length || jobs.some((job) => job.containerId !== containerId)) {
    throw new Refusal('notFound', { detail: 'One of these jobs is not in this container.' });
  }
  return jobs.sort((one, other) => one.sequence - other.sequence);
}
