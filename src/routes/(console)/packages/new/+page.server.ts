import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { PageServerLoad } from './$types';

const FAMILIES_LISTED = 500;

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [families, seen] = await loaded(
    Promise.all([queries.families(actor, { limit: FAMILIES_LISTED }), queries.systemsSeen(actor)]),
  );
  const wanted = url.searchParams.get('family');
  return {
    families: families.rows.map(({ id, name }) => ({ id, name })),
    seen,
    family: families.rows.find((family) => family.id === wanted)?.name ?? '',
  };
};
