import { containersSnapshot } from '$lib/server/container-list.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ containers: await containersSnapshot(event) });
