import type { RequestEvent } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import { neededBy } from '$lib/server/snapshots.ts';
import type { PageServerLoad } from './$types';

const FAMILIES_LISTED = 500;

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [families, seen, source] = await Promise.all([
    loaded(queries.families(actor, { limit: FAMILIES_LISTED })),
    loaded(queries.systemsSeen(actor)),
    sourceOf({ locals }, url.searchParams.get('copy')),
  ]);
  const wanted = url.searchParams.get('family');
  return {
    families: families.rows.map(({ id, name }) => ({ id, name })),
    seen,
    family: families.rows.find((family) => family.id === wanted)?.name ?? '',
    source,
  };
};

/** The version that a new one is made from. */
async function sourceOf({ locals }: Pick<RequestEvent, 'locals'>, packageId: string | null) {
  if (packageId === null) return undefined;
  const entity = await loaded(locals.hub.queries.package(actorOf({ locals }), packageId));
  return { entity, needs: await neededBy({ locals }, entity) };
}
