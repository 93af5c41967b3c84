import { holdsSlot } from '#domain/download-slots.ts';
import { settledAt } from '#domain/presence.ts';
import { subnetOfSession } from '#domain/subnet.ts';
import type { HubContext } from './hub-context.ts';

/** Jobs read at once. */
const BATCH = 200;

/**
 * Q4: after a start of the hub, every job that was handed over and has not left `downloading` holds its slot, until it
 * is known which computers have not come back. Before any agent connects.
 */
export async function restoreDownloads(context: HubContext): Promise<void> {
  const { store, downloads, sessions, clock, startedAt } = context;
  for (let before: string | undefined; ;) {
    const jobs = await store.jobs.list({
      limit: BATCH,
      states: ['pushed', 'downloading'],
      ...(before === undefined ? {} : { before }),
    });
    const holders = jobs.filter(holdsSlot);
    const ids = [...new Set(holders.map((job) => job.computerId))];
    const computers = new Map((await store.computers.getMany(ids)).map((one) => [one.id, one]));
    for (const { id, computerId } of holders) {
      const { lastAddress = '', hardware } = computers.get(computerId) ?? {};
      downloads.take({ id, computerId, subnet: subnetOfSession(lastAddress, hardware) });
    }
    before = jobs.at(-1)?.id;
    if (before === undefined) break;
  }
  const known = settledAt(startedAt).getTime() - clock.now().getTime();
  const cancel = clock.after(Math.max(0, known), () =>
    downloads.settlePresence((id) => sessions.get(id) !== undefined),
  );
  context.stopping.signal.addEventListener('abort', cancel, { once: true });
}
