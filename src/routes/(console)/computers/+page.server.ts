import { computersSnapshot } from '$lib/server/snapshots.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ computers: await computersSnapshot(event) });
