import { counted } from '#domain/counted.ts';
import { isTerminal } from '#domain/transitions.ts';
import { requestCancel } from '#domain/job-state.ts';
import { verbToCancel } from '#domain/permission.ts';
import type { Job } from '#domain/job.ts';
import type { Actor } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import { PENDING_STATES } from '#protocol/job.ts';
import { parse } from '#protocol/parse.ts';
import { CancelContainer, CancelJob } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import { cancelAtAgent } from '../cancel-at-agent.ts';
import { chosenJobs } from './chosen-jobs.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';

export function cancelJobCommand(context: HubContext): Commands['cancelJob'] {
  return async (actor, input) => {
    const { jobId } = parse(CancelJob, input);
    permit(actor, 'job.cancel');
    const job = await cancel(context, { actor, jobId });
    context.wakes.look([job.computerId]);
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
    const { containerId, jobIds } = parse(CancelContainer, input);
    permit(actor, jobIds === undefined ? 'deployment.cancel' : 'job.cancel');
    const { store, announcer, counts, changes } = context;
    const container = await store.containers.get(containerId);
    if (container === undefined) throw new Refusal('notFound');
    const chosen = jobIds === undefined ? undefined : await chosenJobs(context, containerId, jobIds);
    if (chosen !== undefined) permit(actor, verbToCancel(new Set(chosen.map((job) => job.computerId)).size));
    let changed = 0;
    // Settled one batch behind: what follows a job beyond the end of its batch is cancelled like it, not aborted.
    let unsettled: Job[] = [];
    for await (const jobs of chosen === undefined ? pendingOf(context, containerId) : inBatches(chosen)) {
      const pending = jobs.filter((job) => !isTerminal(job.state));
      const cancelled = await cancelTogether(context, { actor, jobs: pending });
      changed += pending.length;
      await changes.settle(unsettled, true);
      unsettled = cancelled;
    }
    await changes.settle(unsettled, true);
    await counts.recount(containerId);
    await audit(context, actor, {
      verb: 'deployment.cancel',
      subject: { kind: 'container', id: containerId, name: container.name },
      ...(chosen === undefined ? {} : { detail: counted(changed, 'job', 'jobs') }),
    });
    await announcer.container(containerId);
    context.wakes.changed(containerId);
    const settled = (await store.containers.get(containerId)) ?? container;
    return { ...announcer.containerRow(settled), changed, passedOver: (chosen?.length ?? changed) - changed };
  };
}

async function* pendingOf({ store }: HubContext, containerId: string): AsyncGenerator<Job[]> {
  for (let after = 0; ;) {
    const states = [...PENDING_STATES];
    const jobs = await store.jobs.ofContainer({ containerId, after, limit: CANCEL_BATCH, states });
    const last = jobs.at(-1);
    if (last === undefined) return;
    yield jobs;
    after = last.sequence;
  }
}

function* inBatches(jobs: readonly Job[]): Generator<Job[]> {
  for (let from = 0; from < jobs.length; from += CANCEL_BATCH) yield jobs.slice(from, from + CANCEL_BATCH);
}

/**
 * What waits in one write; what an agent holds one by one, since each needs its agent's answer.
 * @returns the former, whose effects are still owed
 */
export async function cancelTogether(
  context: HubContext,
  { actor, jobs }: { actor: Actor; jobs: Job[] },
): Promise<Job[]> {
  const now = context.clock.now();
  const waiting = jobs.flatMap((job) => {
    if (job.state !== 'waiting') return [];
    const advance = requestCancel(job, actor.name, now);
    return advance.outcome === 'changed' ? [advance.job] : [];
  });
  const cancelled = await context.store.jobs.saveMany(waiting);
  const done = new Set(cancelled.map((job) => job.id));
  for (const job of jobs) {
    if (!done.has(job.id)) await cancel(context, { actor, jobId: job.id }).catch(ignoreEnded);
  }
  return cancelled;
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
