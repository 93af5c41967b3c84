import { auditPeople, auditSnapshot, auditTable } from '$lib/server/audit-snapshot.ts';
import { requireVerb } from '$lib/server/require-verb.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireVerb(event, 'audit.read');
  const [audit, people] = await Promise.all([auditSnapshot(event), auditPeople(event)]);
  return { audit: { ...audit, people, csv: auditTable(event) } };
};
