import { json } from '@sveltejs/kit';
import { groupsSnapshot } from '$lib/server/groups.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await groupsSnapshot(event));
