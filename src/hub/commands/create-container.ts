import { verbToDeploy } from '#domain/permission.ts';
import type { JobContainer, Package } from '#domain/entities.ts';
import { countStates, makeJob } from '#domain/plan/make-job.ts';
import { plan, withoutProcedure } from '#domain/plan/planned-job.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { CreateContainer } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
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
