import { beforeDays } from '#domain/purge.ts';
import type { Rule } from '../rule.ts';

/** H6: entries of the audit log that are older than they are kept. */
export const rule: Rule = async ({ store, settings, now }, found) => {
  const moment = beforeDays(settings.purgeAuditAfterDays, now);
  if (moment !== undefined && (await store.audit.hasBefore(moment))) found({ kind: 'auditPurgeable' });
};
