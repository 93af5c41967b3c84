import type { Rule } from '../rule.ts';

/** H7: sign-ins that have expired. */
export const rule: Rule = async ({ store, now }, found) => {
  if (await store.access.hasExpiredSessions(now)) found({ kind: 'sessionsPurgeable' });
};
