import { json, type RequestHandler } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';

/** What the palette finds, by a part of a name. */
export const GET: RequestHandler = async ({ locals, url }) =>
  json(await loaded(locals.hub.queries.search(actorOf({ locals }), url.searchParams.get('text') ?? '')));
