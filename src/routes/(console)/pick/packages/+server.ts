import { json } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { pageQueryOf } from '$lib/server/page-query.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

/** Type-ahead of the deployment assistant. */
export const GET: RequestHandler = async ({ locals, url }) =>
  json(await loaded(locals.hub.queries.packages(actorOf({ locals }), pageQueryOf(url))));
