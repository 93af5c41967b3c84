import { json } from '@sveltejs/kit';
import { familySnapshot } from '$lib/server/family-list.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await familySnapshot(event, event.params.familyId));
