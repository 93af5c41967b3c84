import { LIMITS } from '#protocol/limits.ts';

/** A place in a tree of groups. */
export interface GroupPlace {
  id: string;
  name: string;
  parentId?: string | undefined;
}

/** Why a group cannot hang where it is wanted; undefined: it can. */
export type GroupMisplacement = 'unknownParent' | 'circle' | 'tooDeep';

/**
 * G1: a group hangs below an existing one or at the top, never below itself, and the tree stays shallow enough to
 * be shown.
 * @param wanted.id absent for a group that is new
 */
export function misplacement(
  groups: readonly GroupPlace[],
  wanted: { id?: string | undefined; parentId?: string | undefined },
): GroupMisplacement | undefined {
  if (wanted.parentId === undefined) return undefined;
  const byId = new Map(groups.map((group) => [group.id, group]));
  if (!byId.has(wanted.parentId)) return 'unknownParent';
  const above = ancestorsOf(byId, wanted.parentId);
  if (wanted.id !== undefined && above.some(({ id }) => id === wanted.id)) return 'circle';
  const below = wanted.id === undefined ? 0 : heightOf(groups, wanted.id);
  return above.length + 1 + below > LIMITS.groupDepth ? 'tooDeep' : undefined;
}

/** The group itself, then what it hangs below, up to the top. */
export function ancestorsOf(byId: ReadonlyMap<string, GroupPlace>, id: string): GroupPlace[] {
  const path: GroupPlace[] = [];
  for (let at = byId.get(id); at !== undefined && !path.includes(at); at = byId.get(at.parentId ?? '')) {
    path.push(at);
  }
  return path;
}

/** How many levels hang below it. */
function heightOf(groups: readonly GroupPlace[], id: string): number {
  const children = Map.groupBy(groups, (group) => group.parentId ?? '');
  let level = [id];
  for (let height = 0; ; height += 1) {
    level = level.flatMap((one) => (children.get(one) ?? []).map((child) => child.id));
    // A circle cannot be saved; should one exist all the same, it is not walked for ever.
    if (level.length === 0 || height > groups.length) return height;
  }
}

/** G2: a group means its own members and those of every group below it; each group once, parents first. */
export function withGroupsBelow(groups: readonly GroupPlace[], chosen: readonly string[]): string[] {
  const children = Map.groupBy(groups, (group) => group.parentId ?? '');
  const known = new Set(groups.map((group) => group.id));
  const found = new Set<string>();
  const walk = (id: string): void => {
    if (found.has(id) || !known.has(id)) return;
    found.add(id);
    for (const child of children.get(id) ?? []) walk(child.id);
  };
  for (const id of chosen) walk(id);
  return [...found];
}

/** A group with all above it, for people: `Berlin / Third floor`. */
export const groupPath = (byId: ReadonlyMap<string, GroupPlace>, id: string): string =>
  ancestorsOf(byId, id)
    .map(({ name }) => name)
    .reverse()
    .join(' / ');

/** A name as it is compared: without regard to case. */
export const nameKey = (name: string) => name.normalize('NFC').toLowerCase();

/** G3: what a pasted list names: one name a line, or separated by commas or semicolons; each once, in any case. */
export function pastedNames(text: string): string[] {
  const names = new Map<string, string>();
  for (const part of text.split(/[\n\r,;\t]+/)) {
    const name = part.trim();
    if (name !== '' && !names.has(nameKey(name))) names.set(nameKey(name), name);
  }
  return [...names.values()];
}
