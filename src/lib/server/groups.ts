import type { RequestEvent } from '@sveltejs/kit';
import type { GroupKind } from '#protocol/views/group.ts';
import type { GroupsSnapshot } from '$lib/groups/groups-snapshot.ts';
import { actorOf } from './actor.ts';
import { pageQueryOf } from './page-query.ts';
import { loaded } from './refusal.ts';

export const groupKindOf = (word: unknown): GroupKind => (word === 'packages' ? 'packages' : 'computers');

/** The tree of the address, and the members of the group that it names. One that is gone is none. */
export async function groupsSnapshot({
  locals,
  url,
}: Pick<RequestEvent, 'locals' | 'url'>): Promise<GroupsSnapshot> {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const of = groupKindOf(url.searchParams.get('of'));
  const groups = await loaded<GroupsSnapshot['groups']>(
    of === 'computers' ? queries.computerGroups(actor) : queries.packageGroups(actor),
  );
  const groupId = groups.find(({ id }) => id === url.searchParams.get('group'))?.id;
  const nothing = { of, groups, computers: { rows: [] }, packages: [] };
  if (groupId === undefined) return nothing;
  if (of === 'packages') {
    return { ...nothing, groupId, packages: await loaded(queries.packagesOfGroup(actor, groupId)) };
  }
  const computers = await loaded(queries.computers(actor, { ...pageQueryOf(url), groupId }));
  return { ...nothing, groupId, computers };
}
