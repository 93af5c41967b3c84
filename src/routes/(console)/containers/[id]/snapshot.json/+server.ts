import { json } from '@sveltejs/kit';
import { containerSnapshot } from '$lib/server/snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await containerSnapshot(event, event.params.id));
