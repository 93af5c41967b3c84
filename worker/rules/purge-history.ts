import { beforeDays } from '#domain/purge.ts';
import type { Rule } from '../rule.ts';

/** H6: lines of purged jobs, events of computers and hourly statistics that are older than they are kept. */
export const rule: Rule = async ({ store, settings, now }, found) => {
  const moment = beforeDays(settings.purgeHistoryAfterDays, now);
  if (moment === undefined) return;
  const isDue = (await store.history.hasBefore(moment)) || (await store.timeline.hasBefore(moment));
  if (isDue) found({ kind: 'historyPurgeable' });
};
