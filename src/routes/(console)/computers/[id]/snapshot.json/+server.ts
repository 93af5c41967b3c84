import { json } from '@sveltejs/kit';
import { computerSnapshot } from '$lib/server/snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await computerSnapshot(event, event.params.id));
