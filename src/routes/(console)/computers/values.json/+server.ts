import { error, json } from '@sveltejs/kit';
import { stateOf } from '$lib/fleet/list-state.ts';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import { isFleetField } from '#protocol/fleet-fields.ts';
import type { RequestHandler } from './$types';

/** The values that a field has on the computers that fit, with their number: what a filter builder offers. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const field = url.searchParams.get('field') ?? '';
  if (!isFleetField(field)) error(404, { message: '', code: 'notFound', fields: [] });
  const { filter } = stateOf(url.searchParams);
  const query = {
    field,
    filter,
    search: url.searchParams.get('value') ?? '',
    limit: Number(url.searchParams.get('limit') ?? 50),
  };
  return json(await loaded(locals.hub.queries.computerFacets(actorOf({ locals }), query)));
};
