import { json } from '@sveltejs/kit';
import { systemSnapshot } from '$lib/server/snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await systemSnapshot(event));
