import { setImmediate as nextTurn } from 'node:timers/promises';
import { counted } from '#domain/counted.ts';
import type { JobContainer } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { isPurgeable, isRemovable, summaryOf } from '#domain/purge.ts';
import { audit, SYSTEM } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import { removeInBatches } from './remove-in-batches.ts';

/** Jobs removed at once, before the event loop is given back. */
const BATCH = 200;
/** Jobs whose output is removed in one write. The output of one may be 16 MiB for each of its attempts. */
const OUTPUTS_AT_ONCE = 20;

/**
 * H2 to H5: removes a container whose age is reached, with its jobs and their output. It is marked first, and from
 * then on gone for everyone else; a hub that dies in the middle goes on with what is marked.
 */
export async function containerPurgeable(context: HubContext, containerId: string): Promise<void> {
  const { store, clock, log } = context;
  const container = await store.containers.getEvenPurging(containerId);
  if (container === undefined) return;
  if (container.purging !== true && !(await claim(context, container))) return;
  const began = clock.now().getTime();
  const jobs = await removeJobs(context, containerId);
  const left = await store.jobs.ofContainer({ containerId, limit: 1 });
  if (left.length > 0) {
    log.info({ container: container.name, jobs }, 'a container could not be purged wholly yet');
    return;
  }
  await removeInBatches(context, (limit) => store.wakes.removeOfContainer(containerId, limit));
  // What is left of it then is found again by its mark.
  if (context.stopping.signal.aborted) return;
  await store.containers.remove(containerId);
  const milliseconds = clock.now().getTime() - began;
  log.info({ container: container.name, jobs, milliseconds }, 'a container was purged');
}

/** Decides on fresh facts. @returns false when it is to stay, or somebody has changed it in this very moment. */
async function claim(context: HubContext, container: JobContainer): Promise<boolean> {
  const { store, settings, clock, announcer } = context;
  const { id, name } = container;
  const facts = {
    counts: await store.jobs.countByState(id),
    ages: settings.current(),
    awaitsShutdown: await store.wakes.awaitsShutdown(id),
    now: clock.now(),
  };
  if (!isPurgeable(container, facts)) return false;
  if (!(await store.containers.beginPurge(container))) return false;
  announcer.publish(['containers', `container:${id}`], { kind: 'containerRemoved', containerId: id });
  await audit(context, SYSTEM, {
    verb: 'deployment.purge',
    subject: { kind: 'container', id, name },
    detail: counted(container.jobs, 'job', 'jobs'),
  });
  return true;
}

/** @returns how many jobs were removed */
async function removeJobs(context: HubContext, containerId: string): Promise<number> {
  let removed = 0;
  for (let after = 0; ;) {
    const jobs = await context.store.jobs.ofContainer({ containerId, after, limit: BATCH });
    const last = jobs.at(-1);
    if (last === undefined || context.stopping.signal.aborted) return removed;
    // H5: what a job still owes is carried out first; this comes back to it.
    removed += await removeTogether(context, jobs.filter(isRemovable));
    after = last.sequence;
    await nextTurn();
  }
}

/** H4. In this order: a crash in between leaves nothing behind that nobody finds, and a repetition changes nothing. */
async function removeTogether({ store, announcer }: HubContext, jobs: Job[]): Promise<number> {
  await store.history.putSummaries(jobs.map(summaryOf));
  for (let from = 0; from < jobs.length; from += OUTPUTS_AT_ONCE) {
    await store.output.removeJobs(jobs.slice(from, from + OUTPUTS_AT_ONCE).map((job) => job.id));
  }
  // A job that was changed since it was read, by a late result, is left for the next time.
  const removed = await store.jobs.removeMany(jobs);
  for (const { computerId, containerId } of jobs) {
    announcer.publish([`computer:${computerId}`], { kind: 'containerRemoved', containerId });
  }
  return removed;
}
