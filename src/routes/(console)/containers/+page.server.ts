import { containersSnapshot } from '$lib/server/snapshots.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ containers: await containersSnapshot(event) });
