import { containerState } from '#domain/container-state.ts';
import { isTerminal } from '#domain/transitions.ts';
import { requestCancel } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { verbToDeploy } from '#domain/permission.ts';
import { countStates, makeJob, plan, withoutProcedure } from '#domain/plan.ts';
import type { Actor, JobContainer, Package } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import { PENDING_STATES } from '#protocol/job.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { CancelContainer, CancelJob, CreateContainer } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import { cancelAtAgent } from '../cancel-at-agent.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { containerView } from '../views/entity-views.ts';

type Wanted = ReturnType<typeof CreateContainer.parse>;

export function createContainerCommand(context: HubContext): Commands['createContainer'] {
  return async (actor, input) => {
    const wanted = parse(CreateContainer, input);
    const computerIds = [...new Set(wanted.computerIds)];
    permit(actor, verbToDeploy(computerIds.length));
    const computers = await computersOf(context, computerIds);
    const packages = await packagesOf(context, wanted);
    const installations = await context.store.installations.ofComputers(computerIds);
    const planned = plan({ ...wanted, computers, packages, installations });
    if (planned.length === 0) {
      throw new Refusal('containerEmpty', {
        detail: 'None of these packages is installed on the chosen computers.',
      });
    }
    if (planned.length > LIMITS.jobsPerContainer) throw new Refusal('tooManyJobs');

    const { store, clock, announcer, dispatcher } = context;
    const now = clock.now();
    const container: Omit<JobContainer, 'revision'> = {
      id: store.newId(),
      name: wanted.name,
      notes: wanted.notes,
      startAt: wanted.startAt === undefined ? now : new Date(wanted.startAt),
      priority: wanted.priority,
      forceReinstall: wanted.forceReinstall,
      paused: false,
      jobs: planned.length,
      counts: {},
      createdAt: now,
      createdBy: actor.name,
    };
    const jobs = planned.map((one, index) =>
      makeJob(one, { container, id: store.newId(), sequence: index + 1 }),
    );
    container.counts = countStates(jobs);
    // The container first, with its full counts: when the hub dies in between it is seen, and counted again at
    // the next start, instead of jobs running that belong to nothing.
    const created = await store.containers.insert(container);
    await store.jobs.insertMany(jobs);
    await audit(context, actor, {
      verb: 'deployment.create',
      subject: { kind: 'container', id: container.id, name: container.name },
      detail: `${jobs.length} jobs on ${computers.length} computers`,
    });
    const view = containerView(created, clock.now());
    announcer.publish(['containers', `container:${container.id}`], { kind: 'container', container: view });
    if (container.startAt <= now) dispatcher.look(computerIds);
    else await dispatcher.watchDates();
    await announcer.jobs(jobs);
    return view;
  };
}

async function computersOf({ store }: HubContext, ids: string[]): Promise<{ id: string; name: string }[]> {
  const found = new Map((await store.computers.getMany(ids)).map((computer) => [computer.id, computer]));
  return ids.map((id) => {
    const computer = found.get(id);
    if (computer === undefined) throw new Refusal('notFound', { detail: `There is no computer ${id}.` });
    return { id, name: computer.name };
  });
}

async function packagesOf({ store }: HubContext, wanted: Wanted): Promise<Package[]> {
  const ids = [...new Set(wanted.packageIds)];
  const found = new Map((await store.packages.getMany(ids)).map((one) => [one.id, one]));
  const packages = ids.map((id) => {
    const one = found.get(id);
    if (one === undefined) throw new Refusal('notFound', { detail: `There is no package ${id}.` });
    return one;
  });
  const [lacking] = withoutProcedure({ action: wanted.action, packages });
  if (lacking !== undefined) {
    const name = `${lacking.familyName} ${lacking.version}`;
    throw new Refusal('procedureMissing', { detail: `${name} has no procedure to ${wanted.action} it.` });
  }
  return packages;
}

export function cancelJobCommand(context: HubContext): Commands['cancelJob'] {
  return async (actor, input) => {
    const { jobId } = parse(CancelJob, input);
    permit(actor, 'job.cancel');
    const job = await cancel(context, { actor, jobId });
    await audit(context, actor, {
      verb: 'job.cancel',
      subject: {
        kind: 'job',
        id: jobId,
        name: `${job.packageName} ${job.packageVersion} on ${job.computerName}`,
      },
    });
    const [view] = await context.announcer.jobRows([job]);
    if (view === undefined) throw new Refusal('notFound');
    return view;
  };
}

/** Jobs of a container that are cancelled at once, before the event loop is given back. */
const CANCEL_BATCH = 200;

export function cancelContainerCommand(context: HubContext): Commands['cancelContainer'] {
  return async (actor, input) => {
    const { containerId } = parse(CancelContainer, input);
    permit(actor, 'deployment.cancel');
    const { store, clock, announcer, counts } = context;
    const container = await store.containers.get(containerId);
    if (container === undefined) throw new Refusal('notFound');
    let after = 0;
    for (;;) {
      const jobs = await store.jobs.ofContainer({
        containerId,
        after,
        limit: CANCEL_BATCH,
        states: [...PENDING_STATES],
      });
      await cancelTogether(context, { actor, jobs });
      const last = jobs.at(-1);
      if (last === undefined) break;
      after = last.sequence;
    }
    await counts.recount(containerId);
    await audit(context, actor, {
      verb: 'deployment.cancel',
      subject: { kind: 'container', id: containerId, name: container.name },
    });
    await announcer.container(containerId);
    const settled = (await store.containers.get(containerId)) ?? container;
    return { ...containerView(settled, clock.now()), state: containerState(settled, clock.now()) };
  };
}

/** What waits in one write; what an agent holds one by one, since each needs its agent's answer. */
async function cancelTogether(
  context: HubContext,
  { actor, jobs }: { actor: Actor; jobs: Job[] },
): Promise<void> {
  const now = context.clock.now();
  const waiting = jobs.flatMap((job) => {
    if (job.state !== 'waiting') return [];
    const advance = requestCancel(job, actor.name, now);
    return advance.outcome === 'changed' ? [advance.job] : [];
  });
  const cancelled = await context.store.jobs.saveMany(waiting);
  await context.changes.settle(cancelled, true);
  const done = new Set(cancelled.map((job) => job.id));
  for (const job of jobs) {
    if (!done.has(job.id)) await cancel(context, { actor, jobId: job.id }).catch(ignoreEnded);
  }
}

/** A job that ended by itself while its container was cancelled is no failure of the cancellation. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof Refusal) || error.code !== 'notCancellable') throw error;
}

async function cancel(context: HubContext, { actor, jobId }: { actor: Actor; jobId: string }): Promise<Job> {
  const applied = await context.changes.apply(jobId, (job) =>
    requestCancel(job, actor.name, context.clock.now()),
  );
  if (applied.outcome === 'refused') throw new Refusal(applied.code);
  const { job } = applied;
  if (!isTerminal(job.state)) cancelAtAgent(context, job);
  else context.dispatcher.look([job.computerId]);
  return job;
}
