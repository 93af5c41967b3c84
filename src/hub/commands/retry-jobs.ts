import { hasEnded } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import { FAILED_STATES, retry, RETRIABLE } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { verbToRetry } from '#domain/permission.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { RetryJobs } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { chosenJobs } from './chosen-jobs.ts';
import { withNeeded } from './retry-needed.ts';

/** Jobs that are retried in one write. */
const BATCH = 200;

export function retryJobsCommand(context: HubContext): Commands['retryJobs'] {
  return async (actor, input) => {
    const { containerId, ...wanted } = parse(RetryJobs, input);
    permit(actor, 'job.retry');
    const { store, clock, announcer, counts, calendar } = context;
    const container = await store.containers.get(containerId);
    if (container === undefined) throw new Refusal('notFound');
    const { jobs: asked, passedOver } = await askedFor(context, containerId, wanted);
    const jobs = await withNeeded(context, { containerId, jobs: asked });
    permit(actor, verbToRetry(new Set(jobs.map((job) => job.computerId)).size));
    if (hasEnded(container, clock.now())) throw new Refusal('containerEnded');
    // H3: from here on it is not purged. Before its jobs are touched: half a container must not run again.
    if ((await store.containers.reopen(containerId)) === undefined) throw new Refusal('notFound');
    let retried = 0;
    for (let from = 0; from < jobs.length; from += BATCH) {
      retried += await retryTogether(context, { container, jobs: jobs.slice(from, from + BATCH) });
    }
    await audit(context, actor, {
      verb: 'deployment.retry',
      subject: { kind: 'container', id: containerId, name: container.name },
      detail: `${retried} jobs`,
    });
    // Counted now: with a job that waits again, its dates are watched again.
    await counts.recount(containerId);
    await calendar.changed(
      containerId,
      jobs.map((job) => job.computerId),
    );
    const view = announcer.containerRow((await store.containers.get(containerId)) ?? container);
    return { ...view, changed: retried, passedOver };
  };
}

interface Asked {
  jobs: Job[];
  passedOver: number;
}

/** @throws Refusal `notRetriable` when nothing is left to retry */
async function askedFor(
  context: HubContext,
  containerId: string,
  { jobIds, failureId, passOver }: Pick<RetryJobs, 'jobIds' | 'failureId' | 'passOver'>,
): Promise<Asked> {
  if (failureId !== undefined) return alikeOf(context, containerId, failureId);
  if (jobIds !== undefined) return chosenOf(context, { containerId, jobIds, passOver });
  return { jobs: await failedOf(context, containerId), passedOver: 0 };
}

/** What fails alike at this moment; who is no part of it any more is not asked for. */
async function alikeOf(context: HubContext, containerId: string, failureId: string): Promise<Asked> {
  const groups = await context.failures.ofContainer(containerId);
  const group = groups.find(({ id }) => id === failureId);
  if (group === undefined) throw new Refusal('notFound', { detail: 'Nothing fails like that any more.' });
  const jobIds = group.failures.map(({ job }) => job.id);
  return chosenOf(context, { containerId, jobIds, passOver: true });
}

async function failedOf({ store }: HubContext, containerId: string): Promise<Job[]> {
  const jobs: Job[] = [];
  for (let after = 0; ;) {
    const page = await store.jobs.ofContainer({
      containerId,
      after,
      limit: BATCH,
      states: [...FAILED_STATES],
    });
    const last = page.at(-1);
    if (last === undefined) break;
    jobs.push(...page);
    after = last.sequence;
  }
  if (jobs.length === 0)
    throw new Refusal('notRetriable', { detail: 'No job of this container has failed.' });
  return jobs;
}

async function chosenOf(
  context: HubContext,
  { containerId, jobIds, passOver }: { containerId: string; jobIds: string[]; passOver: boolean },
): Promise<Asked> {
  const jobs = await chosenJobs(context, containerId, jobIds);
  const isRetriable = ({ state }: Job) => RETRIABLE.some((one) => one === state);
  const retriable = jobs.filter(isRetriable);
  const refused = jobs.find((job) => !isRetriable(job));
  if (refused !== undefined && (!passOver || retriable.length === 0)) {
    const name = `${refused.packageName} ${refused.packageVersion} on ${refused.computerName}`;
    throw new Refusal('notRetriable', { detail: `${name} is ${refused.state}: it cannot be retried.` });
  }
  return { jobs: retriable, passedOver: jobs.length - retriable.length };
}

/** @returns how many were retried: of two people who ask at once, one does it. */
async function retryTogether(
  { store, clock, changes }: HubContext,
  { container, jobs }: { container: JobContainer; jobs: Job[] },
): Promise<number> {
  const computerIds = [...new Set(jobs.map((job) => job.computerId))];
  const installations = await store.installations.ofComputers(computerIds);
  const installed = new Set(installations.map((one) => `${one.computerId}/${one.packageId}`));
  const saved = await store.jobs.saveMany(
    jobs.flatMap((job) => {
      const there = installed.has(`${job.computerId}/${job.packageId}`);
      const alreadyInstalled = job.action === 'install' && there && !container.forceReinstall;
      const advance = retry(job, { alreadyInstalled, now: clock.now() });
      return advance.outcome === 'changed' ? [advance.job] : [];
    }),
  );
  await changes.settle(saved, true);
  return saved.length;
}
