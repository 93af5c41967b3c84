import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { PageServerLoad } from './$types';

const FAMILIES_LISTED = 500;

export const load: PageServerLoad = async ({ locals, url }) => {
  const families = await loaded(locals.hub.queries.families(actorOf({ locals }), { limit: FAMILIES_LISTED }));
  const wanted = url.searchParams.get('family');
  return {
    families: families.rows.map(({ id, name }) => ({ id, name })),
    family: families.rows.find((family) => family.id === wanted)?.name ?? '',
  };
};
