import type { QueuedJob } from '#store/contract/jobs.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { containerState } from '#domain/container-state.ts';
import { verbToDeploy } from '#domain/permission.ts';
import { bytesOf, type PlannedJob } from '#domain/plan/planned-job.ts';
import { possibleRoutes } from '#domain/wake/routes.ts';
import { parse } from '#protocol/parse.ts';
import { PreviewDeployment } from '#protocol/requests.ts';
import type {
  DeploymentPreview,
  OverlappingContainer,
  PlannedComputerView,
  PlannedJobView,
} from '#protocol/views/preview.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { planDeployment, type ComputerPlan } from '../planning/plan-deployment.ts';
import { resolvePackages } from '../planning/resolve-packages.ts';
import { resolveTargets } from '../planning/resolve-targets.ts';
import { totalsOf } from '../planning/totals.ts';

/** Other containers that one preview names. */
const OVERLAPPING_NAMED = 20;
/** Computers whose queues are read at once. */
const SLICE = 250;

export function previewQueries(context: HubContext): Pick<Queries, 'previewDeployment'> {
  const { announcer, peers, wakeNetwork } = context;
  const presenceOf = (computerId: string) => announcer.presence(computerId).presence;
  const hasPeer = ({ computer, subnets }: ComputerPlan) => peers.reaches(subnets, computer.id);
  const rowOf = (one: ComputerPlan, ownInterfaces: number): PlannedComputerView => {
    const { computer, hasMac, jobs, subnets } = one;
    const presence = presenceOf(computer.id);
    const wakeable = presence === 'offline' && hasMac;
    return {
      computerId: computer.id,
      computerName: computer.name,
      presence,
      wakeable,
      wakeRoutes: wakeable
        ? possibleRoutes({ ownInterfaces, subnets: subnets.length, hasPeer: hasPeer(one) })
        : [],
      jobs: jobs.map(plannedJobView),
    };
  };
  return {
    async previewDeployment(actor, input) {
      const { from, limit, restartTimeoutMinutes, ...wish } = parse(PreviewDeployment, input);
      permit(actor, verbToDeploy(1));
      await context.changes.recordsWritten();
      const computerIds = await resolveTargets(context, wish);
      permit(actor, verbToDeploy(computerIds.length));
      const packageIds = await resolvePackages(context.store, wish);
      const plan = await planDeployment(context, { ...wish, computerIds, packageIds });
      context.recentPlans.remember(plan);
      const ids = plan.computers.map(({ computer }) => computer.id);
      const until = from + limit;
      const ownInterfaces = wakeNetwork.interfaces().length;
      return {
        digest: plan.digest,
        totals: await totalsOf(plan.computers, { presenceOf, hasPeer, restartTimeoutMinutes }),
        computers: plan.computers.slice(from, until).map((one) => rowOf(one, ownInterfaces)),
        ...(until < plan.computers.length ? { next: until } : {}),
        ...(await overlapping(context, ids)),
      };
    },
  };
}

function plannedJobView(job: PlannedJob, index: number): PlannedJobView {
  const { package: source, action, state, reasons, dependsOn } = job;
  return {
    sequence: index + 1,
    packageId: source.id,
    packageName: source.familyName,
    packageVersion: source.version,
    action,
    state,
    reasons,
    dependsOn,
    postAction: source.postAction,
    bytes: bytesOf(job),
  };
}

/** Started containers that have something pending on these computers. */
async function overlapping(
  { store, clock }: HubContext,
  computerIds: string[],
): Promise<Pick<DeploymentPreview, 'overlapping' | 'overlappingCount'>> {
  const now = clock.now();
  const touched = new Map<string, { jobs: number; computers: Set<string> }>();
  const count = ({ containerId, computerId }: QueuedJob): void => {
    const known = touched.get(containerId) ?? { jobs: 0, computers: new Set() };
    known.jobs += 1;
    known.computers.add(computerId);
    touched.set(containerId, known);
  };
  for (let from = 0; from < computerIds.length; from += SLICE) {
    for (const job of await store.jobs.queueOf(computerIds.slice(from, from + SLICE), now)) count(job);
    await nextTurn();
  }
  const busiest = [...touched]
    .sort(([, one], [, other]) => other.jobs - one.jobs)
    .slice(0, OVERLAPPING_NAMED);
  const rows: OverlappingContainer[] = [];
  for (const [id, { jobs, computers }] of busiest) {
    const container = await store.containers.get(id);
    if (container === undefined) continue;
    const { name, priority } = container;
    const state = containerState(container, now);
    rows.push({ id, name, state, priority, jobs, computers: computers.size });
  }
  return { overlapping: rows, overlappingCount: touched.size };
}
