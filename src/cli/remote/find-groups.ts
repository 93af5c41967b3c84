import { z } from 'zod';
import { Identifier } from '#protocol/identifiers.ts';
import type { GroupKind } from '#protocol/views/group.ts';
import type { ApiClient } from './api-client.ts';
import { wrongUsage } from './exit.ts';
import { keyOf } from './names.ts';

/** What is needed of a group to name it. */
const NamedGroup = z.object({ id: Identifier, name: z.string(), parentId: Identifier.optional() });
type NamedGroup = z.infer<typeof NamedGroup>;

/** Groups that one refusal of ours lists. */
const NAMED = 20;

/**
 * The groups that these words mean, each once, in their order: an id, a name that only one group has, or the names of
 * all above it too, like `Europe/Berlin/Lab`. Without regard to case.
 * @throws RemoteEnd that lists what is there
 */
export async function findGroups(
  client: ApiClient,
  of: GroupKind,
  words: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (words.length === 0) return [];
  const { rows } = await client.get(
    of === 'computers' ? 'computer-groups' : 'package-groups',
    z.object({ rows: z.array(NamedGroup) }),
  );
  const found = new Map<string, NamedGroup>();
  for (const word of words) {
    const group = groupNamed(rows, { of, word });
    found.set(group.id, group);
  }
  return [...found.values()];
}

function groupNamed(
  groups: readonly NamedGroup[],
  { of, word }: { of: GroupKind; word: string },
): NamedGroup {
  const pathOf = pathsOf(groups);
  const wanted = pathKey(word);
  const fitting = groups.filter((group) => group.id === word.trim() || pathKey(pathOf(group)) === wanted);
  const named = groups.filter((group) => keyOf(group.name) === keyOf(word));
  const [first, ...others] = fitting.length > 0 ? fitting : named;
  if (first !== undefined && others.length === 0) return first;
  const what = `group of ${of}`;
  if (first !== undefined) {
    throw wrongUsage(
      `"${word}" is more than one ${what}. Write one of: ${listOf([first, ...others].map(pathOf))}.`,
    );
  }
  const there =
    groups.length === 0 ? 'There is none yet.' : `There are: ${listOf(groups.map(pathOf).sort())}.`;
  throw wrongUsage(`There is no ${what} "${word}". ${there}`);
}

/** A group with all above it. */
function pathsOf(groups: readonly NamedGroup[]): (group: NamedGroup) => string {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const path = (group: NamedGroup, left: number): string => {
    const above = group.parentId === undefined ? undefined : byId.get(group.parentId);
    return above === undefined || left === 0 ? group.name : `${path(above, left - 1)}/${group.name}`;
  };
  return (group) => path(group, groups.length);
}

const pathKey = (path: string) => path.split('/').map(keyOf).join('/');

const listOf = (paths: string[]) => paths.slice(0, NAMED).join(', ') + (paths.length > NAMED ? ' …' : '');
