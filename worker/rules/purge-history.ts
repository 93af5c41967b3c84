import { beforeDays } from '#domain/purge.ts';
import type { Rule } from '../rule.ts';

/** H6: lines of purged jobs and hourly statistics that are older than they are kept. */
export const rule: Rule = async ({ store, settings, now }, found) => {
  const moment = beforeDays(settings.purgeHistoryAfterDays, now);
  if (moment !== undefined && (await store.history.hasBefore(moment))) found({ kind: 'historyPurgeable' });
};
