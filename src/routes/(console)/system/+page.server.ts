import { requireVerb } from '$lib/server/require-verb.ts';
import { systemSnapshot } from '$lib/server/snapshots.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireVerb(event, 'system.read');
  return systemSnapshot(event);
};
