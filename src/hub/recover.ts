import { requestCancel } from '#domain/job-state.ts';
import { versionOrder } from '#domain/versions.ts';
import type { JobContainer } from '#domain/entities.ts';
import { SYSTEM } from './actor.ts';
import { expireUploads, sweepContent } from './content-use.ts';
import type { HubContext } from './hub-context.ts';
import { finishRemovals } from './remove-computer.ts';
import { sweepInstallations } from './remove-installations.ts';
import { restoreDownloads } from './restore-downloads.ts';

/** Jobs of an interrupted container that are cancelled at once, and containers looked for at once. */
const BATCH = 500;

/** What a hub that died may have left half done. Before any agent connects. */
export async function recover(context: HubContext): Promise<void> {
  const { store, content, changes, counts, log, wakes } = context;
  await content.removeLeftovers();
  await expireUploads(context);
  await sweepContent(context);
  await sweepInstallations(context);
  const owed = await changes.replay();
  if (owed > 0) log.info({ jobs: owed }, 'effects that were owed have been carried out');
  for (const id of await store.containers.unsettled()) {
    await counts.recount(id);
    const container = await store.containers.get(id);
    if (container !== undefined && isInterrupted(container)) await abandon(context, container);
  }
  await finishRemovals(context);
  await settleOld(context);
  await orderOld(context);
  await restoreDownloads(context);
  await wakes.restore();
}

/** H1: containers from before it was kept since when they are settled. From now on they are. */
async function settleOld({ store, counts }: HubContext): Promise<void> {
  for (;;) {
    const ids = await store.containers.withoutSettlement(BATCH);
    if (ids.length === 0) return;
    for (const id of ids) await counts.recount(id);
  }
}

/** V1: packages from before versions were ordered. */
async function orderOld({ store }: HubContext): Promise<void> {
  for (;;) {
    const found = await store.packages.withoutOrder(BATCH);
    if (found.length === 0) return;
    for (const { id, version } of found) await store.packages.setOrder(id, versionOrder(version));
  }
}

/** The hub died while it created the jobs: some are missing. Whoever asked for them never got an answer. */
function isInterrupted(container: JobContainer): boolean {
  const created = Object.values(container.counts).reduce((sum, count) => sum + count, 0);
  return created < container.jobs;
}

/** Half a deployment is not what anybody asked for: what has not begun of it is cancelled, and it says so. */
async function abandon({ store, clock, counts, log }: HubContext, container: JobContainer): Promise<void> {
  log.warn(
    { container: container.name },
    'the creation of a job container was interrupted; its jobs are cancelled',
  );
  for (let after = 0; ;) {
    const jobs = await store.jobs.ofContainer({
      containerId: container.id,
      after,
      limit: BATCH,
      states: ['waiting'],
    });
    const last = jobs.at(-1);
    if (last === undefined) break;
    after = last.sequence;
    await store.jobs.saveMany(
      jobs.flatMap((job) => {
        const advance = requestCancel(job, SYSTEM.name, clock.now());
        return advance.outcome === 'changed' ? [{ ...advance.job, owed: [] }] : [];
      }),
    );
  }
  await counts.recount(container.id);
}
