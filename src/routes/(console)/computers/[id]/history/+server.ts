import { json } from '@sveltejs/kit';
import { historySnapshot } from '$lib/server/snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await historySnapshot(event, event.params.id));
