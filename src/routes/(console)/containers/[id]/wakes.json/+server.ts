import { json } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

/** A container wakes a computer once for each start; nobody looks at more of them at once. */
const SHOWN = 50;

/** The traces of waking one computer for this container, newest first. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const computerId = url.searchParams.get('computer') ?? '';
  const query = { computerId, containerId: params.id, limit: SHOWN };
  const { rows } = await loaded(locals.hub.queries.wakesOfComputer(actorOf({ locals }), query));
  return json(rows);
};
