import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import { neededBy } from '$lib/server/snapshots.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [entity, seen] = await loaded(
    Promise.all([queries.package(actor, params.packageId), queries.systemsSeen(actor)]),
  );
  return { entity, seen, needs: await neededBy({ locals }, entity) };
};
