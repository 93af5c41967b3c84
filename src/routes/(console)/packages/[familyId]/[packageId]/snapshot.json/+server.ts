import { json } from '@sveltejs/kit';
import { packageSnapshot } from '$lib/server/snapshots.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) =>
  json(await packageSnapshot(event, event.params.packageId));
