import type { JobContainer } from '#domain/entities.ts';
import { requestWithdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { EditContainer, PauseContainer, ResumeContainer } from '#protocol/requests.ts';
import type { ContainerFields } from '#store/contract/aggregates.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { sweepContainer } from '../sweep.ts';
import { checkConstraints } from './check-constraints.ts';

/** Fields that decide about when and where a job may begin: what is held under the old ones comes back. */
const DECIDING = [
  'startAt',
  'endAt',
  'priority',
  'addressRanges',
  'timeFrames',
  'restartTimeoutMinutes',
] as const;

export function editContainerCommand(context: HubContext): Commands['editContainer'] {
  return async (actor, input) => {
    const { containerId, ...wanted } = parse(EditContainer, input);
    permit(actor, 'deployment.edit');
    const { store } = context;
    const before = await found(context, containerId);
    const fields = fieldsOf(wanted);
    checkEdit(before, fields, context.clock.now());
    // W2: turned on again it looks for offline computers anew.
    const looksAnew = fields.wakeOnLan === true && !before.wakeOnLan;
    const after = await store.containers.change(containerId, {
      ...fields,
      ...(looksAnew ? { wakeSweptAt: null } : {}),
    });
    if (after === undefined) throw new Refusal('notFound');
    await store.jobs.changeOfContainer(containerId, copiedBy(fields, after));
    const changed = Object.keys(fields).filter((name) => differs(before, after, name));
    if (fields.shutdownAfterCompletion === true) await store.wakes.askShutdown(containerId);
    if (fields.shutdownAfterCompletion === false) await context.completions.notAsked(containerId);
    if (DECIDING.some((name) => changed.includes(name))) await takeBack(context, containerId);
    await audit(context, actor, {
      verb: 'deployment.edit',
      subject: { kind: 'container', id: containerId, name: after.name },
      detail: changed.length === 0 ? 'nothing' : changed.join(', '),
    });
    return await told(context, containerId);
  };
}

type Wanted = Omit<ReturnType<typeof EditContainer.parse>, 'containerId'>;

function fieldsOf({ startAt, endAt, ...wanted }: Wanted): ContainerFields {
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(startAt === undefined ? {} : { startAt: new Date(startAt) }),
    ...(endAt === undefined ? {} : { endAt: endAt === null ? null : new Date(endAt) }),
  };
}

function checkEdit(before: JobContainer, fields: ContainerFields, now: Date): void {
  const { endAt, ...rest } = fields;
  const merged = { ...before, ...rest, endAt: endAt === undefined ? before.endAt : (endAt ?? undefined) };
  // An end date that has passed is no obstacle to mending the notes.
  const judgesDates = fields.startAt !== undefined || endAt !== undefined;
  checkConstraints(judgesDates ? merged : { ...merged, endAt: undefined }, now);
}

/** What jobs have copied from their container, where it was edited. */
function copiedBy(fields: ContainerFields, { startAt, createdAt }: JobContainer) {
  const { name, priority, endAt, sequenceMode } = fields;
  return {
    ...(name === undefined ? {} : { containerName: name }),
    ...(priority === undefined ? {} : { priority }),
    ...(endAt === undefined ? {} : { endAt }),
    ...(sequenceMode === undefined ? {} : { abortsRest: sequenceMode === 'abortComputer' }),
    ...(fields.startAt === undefined ? {} : { dueAt: startAt > createdAt ? startAt : createdAt }),
  };
}

function differs(before: JobContainer, after: JobContainer, name: string): boolean {
  const valueOf = (container: JobContainer) =>
    JSON.stringify(Object.entries(container).find(([key]) => key === name));
  return valueOf(before) !== valueOf(after);
}

export function pauseContainerCommand(context: HubContext): Commands['pauseContainer'] {
  return async (actor, input) => {
    const { containerId } = parse(PauseContainer, input);
    permit(actor, 'deployment.pause');
    const container = await context.store.containers.change(containerId, { paused: true });
    if (container === undefined) throw new Refusal('notFound');
    await takeBack(context, containerId);
    const subject = { kind: 'container', id: containerId, name: container.name };
    await audit(context, actor, { verb: 'deployment.pause', subject });
    return await told(context, containerId);
  };
}

export function resumeContainerCommand(context: HubContext): Commands['resumeContainer'] {
  return async (actor, input) => {
    const { containerId } = parse(ResumeContainer, input);
    permit(actor, 'deployment.pause');
    const container = await context.store.containers.change(containerId, { paused: false });
    if (container === undefined) throw new Refusal('notFound');
    const subject = { kind: 'container', id: containerId, name: container.name };
    await audit(context, actor, { verb: 'deployment.resume', subject });
    return await told(context, containerId);
  };
}

/** J12: asks for everything that is held and has not begun. What executes is spared. */
function takeBack(context: HubContext, containerId: string): Promise<void> {
  const decide = (job: Job) => requestWithdraw(job, 'waiting', context.clock.now());
  return sweepContainer(context, containerId, () => decide);
}

async function found({ store }: HubContext, containerId: string): Promise<JobContainer> {
  const container = await store.containers.get(containerId);
  if (container === undefined) throw new Refusal('notFound');
  return container;
}

/** Does and tells what now holds. @returns the container as it is then */
async function told(context: HubContext, containerId: string): Promise<ContainerView> {
  await context.calendar.changed(containerId);
  return context.announcer.containerRow(await found(context, containerId));
}
