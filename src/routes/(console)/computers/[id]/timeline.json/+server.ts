import { json } from '@sveltejs/kit';
import { timelineSnapshot } from '$lib/server/snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await timelineSnapshot(event, event.params.id));
