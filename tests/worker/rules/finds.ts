import type { Rule } from '#worker/rule.ts';

/** Says the same thing twice, and something about what it was told. */
export const rule: Rule = async ({ store, settings, now }, found) => {
  found({ kind: 'containerEnded', containerId: '0'.repeat(24) });
  found({ containerId: '0'.repeat(24), kind: 'containerEnded' });
  found({ kind: 'containerEnded', containerId: String(settings.wakeWindowMinutes).padStart(24, '0') });
  found({ kind: 'hourUncounted', hour: now.toISOString() });
  if ((await store.settings.get('told')) === 'this') found({ kind: 'auditPurgeable' });
};
