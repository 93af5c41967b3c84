import { json } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

/** The traces of waking one computer for this container, newest first. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const computerId = url.searchParams.get('computer') ?? '';
  const query = { computerId, containerId: params.id };
  return json(await loaded(locals.hub.queries.wakesOfComputer(actorOf({ locals }), query)));
};
