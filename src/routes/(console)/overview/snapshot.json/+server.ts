import { json, type RequestHandler } from '@sveltejs/kit';
import { overviewSnapshot } from '$lib/server/snapshots.ts';

export const GET: RequestHandler = async (event) => json(await overviewSnapshot(event));
