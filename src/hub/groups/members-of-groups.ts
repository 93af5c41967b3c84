import { withGroupsBelow } from '#domain/groups.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Store } from '#store/contract/store.ts';

/**
 * G2: these groups of computers with all below them.
 * @throws Refusal `notFound` for one that there is not
 */
export async function groupsMeant(
  { groups }: Pick<Store, 'groups'>,
  chosen: readonly string[],
): Promise<string[]> {
  if (chosen.length === 0) return [];
  const tree = await groups.all('computers');
  const known = new Set(tree.map(({ id }) => id));
  const unknown = chosen.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new Refusal('notFound', { detail: `There is no group of computers ${unknown}.` });
  }
  return withGroupsBelow(tree, chosen);
}

/**
 * The computers that these groups mean, by name, each once.
 * @throws Refusal `notFound`; `tooLarge` when there are more than one request may name
 */
export async function membersOfGroups(
  store: Pick<Store, 'groups'>,
  chosen: readonly string[],
): Promise<string[]> {
  const groupIds = await groupsMeant(store, chosen);
  const ids: string[] = [];
  if (groupIds.length === 0) return ids;
  for (let after: string | undefined; ;) {
    const page = await store.groups.members({
      groupIds,
      ...(after === undefined ? {} : { after }),
      limit: LIMITS.pageRows,
    });
    ids.push(...page.map(({ id }) => id));
    if (ids.length > LIMITS.targetsPerRequest) {
      throw new Refusal('tooLarge', {
        detail: `One request may name ${LIMITS.targetsPerRequest} computers. Choose fewer groups.`,
      });
    }
    after = page.at(-1)?.name;
    if (page.length < LIMITS.pageRows) return ids;
  }
}
