import { familiesSnapshot } from '$lib/server/family-list.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => familiesSnapshot(event);
