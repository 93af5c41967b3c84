import { containerPage } from '#domain/container-list.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { FoundView } from '#protocol/views/search.ts';
import type { GroupKind } from '#protocol/views/group.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';

/** Of each kind. */
const FOUND = 6;

/** A search over everything that has a page, by name. */
export function searchQueries({
  store,
  knownContainers,
  announcer,
  clock,
}: HubContext): Pick<Queries, 'search'> {
  const computers = async (search: string): Promise<FoundView[]> => {
    const rows = await announcer.computerRows(await store.computers.list({ search, limit: FOUND }));
    return rows.map(({ id, name, presence, users, address = '' }) => ({
      kind: 'computer',
      id,
      name,
      presence,
      note: [...users.map((user) => user.name), address].filter((part) => part !== '').join(', '),
    }));
  };
  const containers = async (search: string): Promise<FoundView[]> => {
    const listing = { filter: { search }, limit: FOUND };
    const { ids } = containerPage(await knownContainers.all(), listing, clock.now());
    const found = new Map((await store.containers.getMany(ids)).map((one) => [one.id, one]));
    return ids
      .flatMap((id) => found.get(id) ?? [])
      .map((one) => {
        const { id, name, state } = announcer.containerRow(one);
        return { kind: 'container', id, name, state };
      });
  };
  const families = async (search: string): Promise<FoundView[]> => {
    const found = await store.packages.listFamilies({ search, limit: FOUND });
    const summaries = await store.packages.summaries(found.map(({ id }) => id));
    return found.map(({ id, name }) => ({
      kind: 'family',
      id,
      name,
      packages: summaries.get(id)?.packages ?? 0,
    }));
  };
  const packages = async (search: string): Promise<FoundView[]> =>
    (await store.packages.list({ search, limit: FOUND })).map(({ id, familyId, familyName, version }) => ({
      kind: 'package',
      id,
      familyId,
      name: `${familyName} ${version}`,
    }));
  const groups = async (of: GroupKind, search: string): Promise<FoundView[]> => {
    const wanted = search.toLowerCase();
    return (await store.groups.all(of))
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .slice(0, FOUND)
      .map(({ id, name }) => ({ kind: of === 'computers' ? 'computerGroup' : 'packageGroup', id, name }));
  };

  return {
    async search(actor, text) {
      permit(actor, 'read');
      const wanted = text.trim().slice(0, LIMITS.nameLength);
      if (wanted === '') return [];
      const found = await Promise.all([
        computers(wanted),
        containers(wanted),
        families(wanted),
        packages(wanted),
        groups('computers', wanted),
        groups('packages', wanted),
      ]);
      return found.map((of) => bestFirst(of, wanted)).flat();
    },
  };
}

/** What begins with the text comes before what only contains it. */
function bestFirst(found: readonly FoundView[], wanted: string): FoundView[] {
  const begins = ({ name }: FoundView) => name.toLowerCase().startsWith(wanted.toLowerCase());
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
