import type { Group } from '#domain/entities.ts';
import type { ComputerGroupView, GroupKind, GroupView, PackageGroupView } from '#protocol/views/group.ts';
import type { Store } from '#store/contract/store.ts';

const common = ({ id, name, notes, parentId, revision }: Group) => ({
  id,
  name,
  notes,
  ...(parentId === undefined ? {} : { parentId }),
  revision,
});

export const packageGroupView = (group: Group): PackageGroupView => ({
  of: 'packages',
  ...common(group),
  packageIds: group.packageIds,
});

export async function computerGroupViews(
  { groups }: Pick<Store, 'groups'>,
  entities: readonly Group[],
): Promise<ComputerGroupView[]> {
  const counts = await groups.countMembers(entities.map(({ id }) => id));
  return entities.map((group) => ({
    of: 'computers',
    ...common(group),
    computers: counts.get(group.id) ?? 0,
  }));
}

export async function groupViews(
  store: Pick<Store, 'groups'>,
  of: GroupKind,
  entities: readonly Group[],
): Promise<GroupView[]> {
  return of === 'computers' ? computerGroupViews(store, entities) : entities.map(packageGroupView);
}
