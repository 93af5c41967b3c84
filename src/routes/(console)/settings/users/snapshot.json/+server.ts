import { json } from '@sveltejs/kit';
import { usersSnapshot } from '$lib/server/access-snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await usersSnapshot(event));
