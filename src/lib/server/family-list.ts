import type { RequestEvent } from '@sveltejs/kit';
import type { FamiliesQuery } from '#hub/hub/packages.ts';
import { familyListAddress, ROWS_A_PAGE } from '$lib/packages/family-list-address.ts';
import { sortedVersions, versionSortOf } from '$lib/packages/version-list.ts';
import { actorOf } from './actor.ts';
import { loaded } from './refusal.ts';

type Asked = Pick<RequestEvent, 'locals' | 'url'>;

/** Which families the address of the list means, and in which order. */
export function familiesQuery({ url }: Pick<Asked, 'url'>): FamiliesQuery {
  const { search, sort } = familyListAddress(url);
  return { search, ...(sort === undefined ? {} : { sort }) };
}

export async function familiesSnapshot(event: Asked) {
  const { from } = familyListAddress(event.url);
  const query = { ...familiesQuery(event), from, limit: ROWS_A_PAGE };
  return { families: await loaded(event.locals.hub.queries.families(actorOf(event), query)), from };
}

/** A family and its versions, in the order of the address. */
export async function familySnapshot(event: Asked, familyId: string) {
  const found = await loaded(event.locals.hub.queries.family(actorOf(event), familyId));
  return { ...found, packages: sortedVersions(found.packages, versionSortOf(event.url)) };
}
