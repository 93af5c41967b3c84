import { json } from '@sveltejs/kit';
import { settingsSnapshot } from '$lib/server/snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await settingsSnapshot(event));
