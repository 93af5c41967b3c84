import { json } from '@sveltejs/kit';
import { containersSnapshot } from '$lib/server/container-list.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await containersSnapshot(event));
