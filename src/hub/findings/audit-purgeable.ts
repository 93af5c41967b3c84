import { beforeDays } from '#domain/purge.ts';
import type { HubContext } from '../hub-context.ts';
import { removeInBatches } from './remove-in-batches.ts';

/** H6: entries of the audit log that are older than they are kept. */
export async function auditPurgeable(context: HubContext): Promise<void> {
  const { store, settings, clock, log } = context;
  const moment = beforeDays(settings.current().purgeAuditAfterDays, clock.now());
  if (moment === undefined) return;
  const entries = await removeInBatches(context, (limit) => store.audit.removeBefore(moment, limit));
  if (entries > 0) log.info({ entries, before: moment }, 'old entries of the audit log were removed');
}
