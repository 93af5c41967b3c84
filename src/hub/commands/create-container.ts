import { counted } from '#domain/counted.ts';
import { verbToDeploy } from '#domain/permission.ts';
import type { JobContainer } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { countStates, makeJobs } from '#domain/plan/make-job.ts';
import { settlementOf } from '#domain/purge.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CreateContainer } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { planDeployment, type DeploymentPlan } from '../planning/plan-deployment.ts';
import { resolvePackages } from '../planning/resolve-packages.ts';
import { resolveTargets } from '../planning/resolve-targets.ts';
import { checkConstraints } from './check-constraints.ts';

export function createContainerCommand(context: HubContext): Commands['createContainer'] {
  return async (actor, input) => {
    const wanted = parse(CreateContainer, input);
    permit(actor, verbToDeploy(1));
    await context.changes.recordsWritten();
    const computerIds = await resolveTargets(context, wanted);
    permit(actor, verbToDeploy(computerIds.length));
    const packageIds = await resolvePackages(context.store, wanted);
    const now = context.clock.now();
    const startAt = wanted.startAt === undefined ? now : new Date(wanted.startAt);
    const endAt = wanted.endAt === undefined ? undefined : new Date(wanted.endAt);
    checkConstraints({ ...wanted, startAt, endAt }, now);
    const plan = await planDeployment(context, { ...wanted, computerIds, packageIds });
    if (wanted.planDigest !== undefined && wanted.planDigest !== plan.digest) {
      throw context.recentPlans.refusal(wanted.planDigest, plan);
    }
    if (plan.jobs === 0) {
      throw new Refusal('containerEmpty', {
        detail: 'None of these packages is installed on the chosen computers.',
      });
    }

    const { store, announcer, calendar } = context;
    const counts = countStates(plan.computers.flatMap((one) => one.jobs));
    const container: Omit<JobContainer, 'revision'> = {
      id: store.newId(),
      name: wanted.name,
      notes: wanted.notes,
      startAt,
      ...(endAt === undefined ? {} : { endAt }),
      priority: wanted.priority,
      forceReinstall: wanted.forceReinstall,
      uninstallOtherVersions: wanted.uninstallOtherVersions,
      sequenceMode: wanted.sequenceMode,
      lateArrival: wanted.lateArrival,
      graceMinutes: wanted.graceMinutes,
      addressRanges: wanted.addressRanges,
      timeFrames: wanted.timeFrames,
      restartTimeoutMinutes: wanted.restartTimeoutMinutes,
      wakeOnLan: wanted.wakeOnLan,
      shutdownAfterCompletion: wanted.shutdownAfterCompletion,
      preStage: wanted.preStage,
      paused: wanted.paused,
      jobs: plan.jobs,
      counts,
      ...settlementOf(counts, now),
      createdAt: now,
      createdBy: actor.name,
    };
    // The container first, with its full counts: when the hub dies in between it is seen, and counted again at
    // the next start, instead of jobs running that belong to nothing.
    // M6: in the queue in which packages go, so that none goes between its plan and its jobs; computers go in it too.
    const created = await context.contentUse.run(async () => {
      await requireAllThere(store, plan);
      const inserted = await store.containers.insert(container);
      await insertJobs(context, { container, plan });
      return inserted;
    });
    await audit(context, actor, {
      verb: 'deployment.create',
      subject: { kind: 'container', id: container.id, name: container.name },
      detail: `${counted(plan.jobs, 'job', 'jobs')} on ${counted(computerIds.length, 'computer', 'computers')}`,
    });
    const view = announcer.containerRow(created);
    announcer.publish(['containers', `container:${container.id}`], { kind: 'container', container: view });
    await calendar.changed(container.id, computerIds);
    return view;
  };
}

/** @throws Refusal `planChanged` when a package or a computer has been deleted since it was planned */
async function requireAllThere(
  { packages, computers }: HubContext['store'],
  plan: DeploymentPlan,
): Promise<void> {
  const targets = plan.computers.map(({ computer }) => computer.id);
  for (let from = 0; from < targets.length; from += COMPUTERS_AT_ONCE) {
    const slice = targets.slice(from, from + COMPUTERS_AT_ONCE);
    if ((await computers.revisionsOf(slice)).size < slice.length) {
      throw new Refusal('planChanged', {
        detail: 'A computer of it was deleted meanwhile. Nothing was created.',
      });
    }
  }
  const ids = new Set(plan.computers.flatMap(({ jobs }) => jobs.map((job) => job.package.id)));
  const there = new Set((await packages.getMany([...ids])).map(({ id }) => id));
  if (ids.isSubsetOf(there)) return;
  throw new Refusal('planChanged', { detail: 'A package of it was deleted meanwhile. Nothing was created.' });
}

/** Computers of which it is looked at once whether they are still there. */
const COMPUTERS_AT_ONCE = 1_000;
/** Jobs made and stored at once, in whole computers: the event loop is free in between. */
const JOBS_AT_ONCE = 500;

async function insertJobs(
  { store, announcer }: HubContext,
  { container, plan }: { container: Omit<JobContainer, 'revision'>; plan: DeploymentPlan },
): Promise<void> {
  let after = 0;
  let batch: Job[] = [];
  const insert = async () => {
    await store.jobs.insertMany(batch);
    await announcer.jobs(batch);
    batch = [];
  };
  for (const { computer, jobs } of plan.computers) {
    batch.push(...makeJobs(jobs, { container, computer, after, newId: () => store.newId() }));
    after += jobs.length;
    if (batch.length >= JOBS_AT_ONCE) await insert();
  }
  if (batch.length > 0) await insert();
}
