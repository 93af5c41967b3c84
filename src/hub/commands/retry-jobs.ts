import { counted } from '#domain/counted.ts';
import { hasEnded } from '#domain/end-date.ts';
import type { JobContainer } from '#domain/entities.ts';
import { FAILED_STATES, retry, RETRIABLE } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { retriedLines } from '#domain/timeline/jobs.ts';
import { verbToRetry } from '#domain/permission.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { RetryJobs } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { chosenJobs } from './chosen-jobs.ts';
import { withNeeded, withPackages } from './retry-needed.ts';

/** Jobs that are retried in one write. */
const BATCH = 200;

export function retryJobsCommand(context: HubContext): Commands['retryJobs'] {
  return async (actor, input) => {
    const { containerId, ...choice } = parse(RetryJobs, input);
    permit(actor, 'job.retry');
    const { store, clock, announcer, counts, calendar } = context;
    const container = await store.containers.get(containerId);
    if (container === undefined) throw new Refusal('notFound');
    const asked = await askedFor(context, containerId, choice);
    const there = await onComputersThere(context, asked.jobs);
    const wanted = await withNeeded(context, { containerId, jobs: there });
    permit(actor, verbToRetry(new Set(wanted.map((job) => job.computerId)).size));
    if (hasEnded(container, clock.now())) throw new Refusal('containerEnded');
    // M6: while it is decided and saved, no package of it goes.
    const { jobs, retried } = await context.contentUse.run(async () => {
      const possible = await withPackages(context, { jobs: wanted, isChosen: asked.isStrict });
      // H3: from here on it is not purged. Before its jobs are touched: half a container must not run again.
      if ((await store.containers.reopen(containerId)) === undefined) throw new Refusal('notFound');
      let saved = 0;
      for (let from = 0; from < possible.length; from += BATCH) {
        saved += await retryTogether(context, {
          container,
          jobs: possible.slice(from, from + BATCH),
          by: actor.name,
        });
      }
      return { jobs: possible, retried: saved };
    });
    await audit(context, actor, {
      verb: 'deployment.retry',
      subject: { kind: 'container', id: containerId, name: container.name },
      detail: counted(retried, 'job', 'jobs'),
    });
    // Counted now: with a job that waits again, its dates are watched again.
    await counts.recount(containerId);
    await calendar.changed(
      containerId,
      jobs.map((job) => job.computerId),
    );
    const view = announcer.containerRow((await store.containers.get(containerId)) ?? container);
    const gone = asked.jobs.length - there.length + (wanted.length - jobs.length);
    return { ...view, changed: retried, passedOver: asked.passedOver + gone };
  };
}

interface Asked {
  jobs: Job[];
  /** Somebody chose each of them: none is left out in silence. */
  isStrict: boolean;
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
  return { jobs: await failedOf(context, containerId), isStrict: false, passedOver: 0 };
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

/** X2: those whose computer has been deleted nobody would carry out. @throws Refusal `notRetriable` when that is all */
async function onComputersThere({ store }: HubContext, jobs: Job[]): Promise<Job[]> {
  const ids = [...new Set(jobs.map((job) => job.computerId))];
  const there = new Set<string>();
  for (let from = 0; from < ids.length; from += BATCH) {
    const found = await store.computers.revisionsOf(ids.slice(from, from + BATCH));
    for (const id of found.keys()) there.add(id);
  }
  const left = jobs.filter((job) => there.has(job.computerId));
  if (left.length === 0)
    throw new Refusal('notRetriable', { detail: 'The computers of these jobs have been deleted.' });
  return left;
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
  return { jobs: retriable, isStrict: !passOver, passedOver: jobs.length - retriable.length };
}

/** @returns how many were retried: of two people who ask at once, one does it. */
async function retryTogether(
  { store, clock, changes, timeline }: HubContext,
  { container, jobs, by }: { container: JobContainer; jobs: Job[]; by: string },
): Promise<number> {
  const computerIds = [...new Set(jobs.map((job) => job.computerId))];
  await changes.recordsWritten();
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
  const before = new Map(jobs.map((job) => [job.id, job]));
  for (const { id, computerId } of saved)
    timeline.tellAll(computerId, retriedLines(before.get(id), by, clock.now()));
  await changes.settle(saved, true);
  return saved.length;
}
