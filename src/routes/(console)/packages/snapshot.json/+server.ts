import { json } from '@sveltejs/kit';
import { familiesSnapshot } from '$lib/server/family-list.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await familiesSnapshot(event));
