import { json } from '@sveltejs/kit';
import { fleetPart } from '$lib/server/fleet-page.ts';
import type { RequestHandler } from './$types';

/** Rows of the list from a place on. */
export const GET: RequestHandler = async (event) => json(await fleetPart(event));
