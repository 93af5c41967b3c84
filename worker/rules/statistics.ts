import { beforeDays } from '#domain/purge.ts';
import { FINDINGS_PER_RUN } from '#protocol/worker.ts';
import { hourOf, lookedAtSince, missingHours } from '#domain/statistics.ts';
import type { Rule } from '../rule.ts';

/** One more than a run may tell: then the next comes at once. */
const AT_ONCE = FINDINGS_PER_RUN + 1;

/** U4: hours that are over and not counted yet. */
export const rule: Rule = async ({ store, settings, now }, found) => {
  const newestWritten = await store.history.newestHour();
  const keptSince = beforeDays(settings.purgeHistoryAfterDays, now);
  const since = lookedAtSince({
    now,
    ...(newestWritten === undefined ? {} : { newestWritten }),
    ...(keptSince === undefined ? {} : { keptSince }),
  });
  const written = await store.history.hours({ from: since, to: hourOf(now) });
  const missing = missingHours(
    written.map(({ hour }) => hour),
    { since, now, limit: AT_ONCE },
  );
  for (const hour of missing) found({ kind: 'hourUncounted', hour: hour.toISOString() });
};
