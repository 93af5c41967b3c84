import { familySnapshot } from '$lib/server/snapshots.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => familySnapshot(event, event.params.familyId);
