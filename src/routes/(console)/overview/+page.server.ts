import { overviewSnapshot } from '$lib/server/snapshots.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => overviewSnapshot(event);
