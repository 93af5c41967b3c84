import { setImmediate as nextTurn } from 'node:timers/promises';
import { endWithComputer } from '#domain/removed-computer.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { RemovedComputer } from '#store/contract/removals.ts';
import type { HubContext } from './hub-context.ts';
import { groupViews } from './views/group-view.ts';

/** Records removed at once: the event loop is free in between. */
const AT_ONCE = 200;
/** Farther than any start date: the whole queue, whatever is due. */
const ALL_DATES = new Date(8_640_000_000_000_000);

/**
 * X3: takes a computer away. From here on no job is made for it, its key is unknown and its name is free. What is left
 * of it goes by `finishRemoval`.
 */
export async function beginRemoval(
  context: HubContext,
  computer: Pick<ComputerSummary, 'id' | 'name' | 'groupIds'>,
  by: string,
): Promise<RemovedComputer> {
  const { store, clock, contentUse, announcer } = context;
  // In the queue in which deployments are created: see `create-container`.
  const removed = await contentUse.run(() => store.removals.begin(computer, { name: by, at: clock.now() }));
  await endSession(context, computer.id);
  announcer.publish([`computer:${computer.id}`], { kind: 'computerRemoved', computerId: computer.id });
  return removed;
}

/** Removals that a hub which died has left half done. Before any agent connects. */
export async function finishRemovals(context: HubContext): Promise<void> {
  const { store, log } = context;
  for (;;) {
    const [removed] = await store.removals.unfinished(1);
    if (removed === undefined) return;
    log.info({ computer: removed.name }, 'the removal of a computer goes on');
    await store.removals.begin(removed, { name: removed.by, at: removed.removedAt });
    await finishRemoval(context, removed);
  }
}

async function endSession(context: HubContext, computerId: string): Promise<void> {
  const { sessions, peers, downloads } = context;
  const session = sessions.get(computerId);
  if (session === undefined) return;
  sessions.remove(session);
  peers.remove(computerId);
  downloads.left(computerId);
  session.peer.goodbye('removed');
  // What it has said already still counts.
  await session.queue.drained();
}

/** Slice by slice. A hub that dies in between goes on with it at its next start. */
export async function finishRemoval(context: HubContext, removed: RemovedComputer): Promise<void> {
  const { store, announcer, wakes } = context;
  const { id: computerId, groupIds } = removed;
  await endJobs(context, removed);
  for (;;) {
    const gone = await store.removals.removeInstallations(computerId, AT_ONCE);
    if (gone.length === 0) break;
    for (const { packageId } of gone) {
      announcer.publish([`package:${packageId}`], { kind: 'installationRemoved', computerId, packageId });
    }
    await nextTurn();
  }
  while ((await store.removals.removeHistory(computerId, AT_ONCE)) > 0) await nextTurn();
  await store.timeline.removeOfComputer(computerId);
  while ((await store.removals.removeWakes(computerId, AT_ONCE)) > 0) await nextTurn();
  wakes.look([computerId]);
  for (const view of await groupViews(
    store,
    'computers',
    await store.groups.getMany('computers', groupIds),
  )) {
    announcer.publish(['groups'], { kind: 'group', group: view });
  }
  await store.removals.finish(computerId);
}

/** X2 */
async function endJobs(context: HubContext, { id, by }: RemovedComputer): Promise<void> {
  const { store, changes, counts, announcer, clock } = context;
  const pending = await store.jobs.queueOf([id], ALL_DATES);
  for (const job of pending) {
    await changes.apply(job.id, (current) => endWithComputer(current, { by, now: clock.now() }));
  }
  for (const containerId of new Set(pending.map((job) => job.containerId))) {
    await counts.recount(containerId);
    await announcer.container(containerId);
  }
}
