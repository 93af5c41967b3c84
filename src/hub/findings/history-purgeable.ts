import { beforeDays } from '#domain/purge.ts';
import type { HubContext } from '../hub-context.ts';
import { removeInBatches } from './remove-in-batches.ts';

/** H6: lines of purged jobs, events of computers and hourly statistics that are older than they are kept. */
export async function historyPurgeable(context: HubContext): Promise<void> {
  const { store, settings, clock, log } = context;
  const moment = beforeDays(settings.current().purgeHistoryAfterDays, clock.now());
  if (moment === undefined) return;
  const rows = await removeInBatches(context, (limit) => store.history.removeBefore(moment, limit));
  const events = await removeInBatches(context, (limit) => store.timeline.removeBefore(moment, limit));
  if (rows + events > 0) log.info({ rows, events, before: moment }, 'old history was removed');
}
