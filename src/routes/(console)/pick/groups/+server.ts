import { json } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { groupKindOf } from '$lib/server/groups.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { GroupView } from '#protocol/views/group.ts';
import type { RequestHandler } from './$types';

/** All groups of a kind, to choose one. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const rows = await loaded<GroupView[]>(
    groupKindOf(url.searchParams.get('of')) === 'computers'
      ? queries.computerGroups(actor)
      : queries.packageGroups(actor),
  );
  return json({ rows });
};
