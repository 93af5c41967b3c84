import { groupPath, misplacement } from '#domain/groups.ts';
import type { GroupView } from '#protocol/views/group.ts';

/** A group with those below it, by name. */
export interface GroupNode {
  group: GroupView;
  below: GroupNode[];
}

/** One whose parent is not there (it is being moved) hangs at the top rather than nowhere. */
export function treeOf(groups: readonly GroupView[]): GroupNode[] {
  const known = new Set(groups.map(({ id }) => id));
  const parentOf = ({ parentId }: GroupView) =>
    parentId !== undefined && known.has(parentId) ? parentId : '';
  const children = Map.groupBy(groups, parentOf);
  const below = (id: string): GroupNode[] =>
    (children.get(id) ?? []).map((group) => ({ group, below: below(group.id) }));
  return below('');
}

/** `Europe / Berlin / Lab`: a group with all above it. */
export const pathOf = (groups: readonly GroupView[], id: string): string =>
  groupPath(new Map(groups.map((group) => [group.id, group])), id);

/** Every group by its path, in the order of the tree. */
export function pathsOf(groups: readonly GroupView[]): { id: string; path: string }[] {
  const walk = (nodes: readonly GroupNode[], above: string): { id: string; path: string }[] =>
    nodes.flatMap(({ group, below }) => {
      const path = above === '' ? group.name : `${above} / ${group.name}`;
      return [{ id: group.id, path }, ...walk(below, path)];
    });
  return walk(treeOf(groups), '');
}

/** Groups below which this one, or a new one, may hang (G1). */
export const parentsFor = (groups: readonly GroupView[], id?: string) =>
  pathsOf(groups).filter((one) => misplacement(groups, { id, parentId: one.id }) === undefined);

/** A list with one of its members at another place. */
export function moved<Member>(list: readonly Member[], from: number, to: number): Member[] {
  const next = [...list];
  const [member] = next.splice(from, 1);
  if (member !== undefined) next.splice(to, 0, member);
  return next;
}
