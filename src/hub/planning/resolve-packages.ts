import { withGroupsBelow } from '#domain/groups.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { CreateContainer } from '#protocol/requests.ts';
import type { Store } from '#store/contract/store.ts';

/** How a deployment names its packages. */
export type PackagesWish = Pick<CreateContainer, 'packageIds' | 'packageGroupIds'>;

/**
 * The packages that a deployment means now, in order and each once: the single ones, then those of each group, then
 * those of the groups below it (G2).
 * @throws Refusal `containerEmpty` when there are none, `notFound` for an unknown group, `tooLarge` for too many
 */
export async function resolvePackages(
  store: Pick<Store, 'packages' | 'groups'>,
  { packageIds, packageGroupIds }: PackagesWish,
): Promise<string[]> {
  const ids = new Set(packageIds);
  if (packageGroupIds.length > 0) {
    const groups = await store.groups.all('packages');
    const byId = new Map(groups.map((group) => [group.id, group]));
    const unknown = packageGroupIds.find((id) => !byId.has(id));
    if (unknown !== undefined) {
      throw new Refusal('notFound', { detail: `There is no group of packages ${unknown}.` });
    }
    const grouped = withGroupsBelow(groups, packageGroupIds).flatMap((id) => byId.get(id)?.packageIds ?? []);
    // What was deleted a moment ago may still stand in a group; who named a single one is told that it is gone.
    const existing = new Set((await store.packages.getMany([...new Set(grouped)])).map(({ id }) => id));
    for (const id of grouped) if (existing.has(id)) ids.add(id);
  }
  if (ids.size > LIMITS.pageRows) {
    throw new Refusal('tooLarge', {
      detail: `One deployment may have ${LIMITS.pageRows} packages. Choose fewer of them.`,
    });
  }
  if (ids.size > 0) return [...ids];
  const message =
    packageGroupIds.length > 0 ? 'there is no package in the chosen groups' : 'choose one package at least';
  throw new Refusal('containerEmpty', {
    detail: `packageIds: ${message}`,
    fields: [{ path: 'packageIds', message }],
  });
}
