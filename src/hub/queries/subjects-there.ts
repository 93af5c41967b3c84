import type { AuditEntry } from '#domain/entities.ts';
import { Identifier } from '#protocol/identifiers.ts';
import type { Store } from '#store/contract/store.ts';

/** Where something that still exists belongs: the family of a package, the job container of a job. */
type There = Map<string, { within?: string }>;

/** Which of the things that entries of the audit log name are still there, by their ids. */
export async function subjectsThere(store: Store, entries: readonly AuditEntry[]): Promise<There> {
  const named = Map.groupBy(entries, ({ subject }) => subject.kind);
  const found = await Promise.all(
    [...named].map(async ([kind, ofKind]) => {
      const ids = new Set(ofKind.map(({ subject }) => subject.id).filter((id) => id !== undefined));
      return await existing(
        store,
        kind,
        [...ids].filter((id) => Identifier.safeParse(id).success),
      );
    }),
  );
  return new Map(found.flat());
}

type Found = [id: string, where: { within?: string }][];

const plain = (rows: readonly { id: string }[]): Found => rows.map(({ id }) => [id, {}]);

async function existing(store: Store, kind: string, ids: string[]): Promise<Found> {
  switch (ids.length === 0 ? 'none' : kind) {
    case 'computer':
      return plain(await store.computers.getMany(ids));
    case 'container':
      return plain(await store.containers.getMany(ids));
    case 'job':
      return (await store.jobs.getMany(ids)).map(({ id, containerId }) => [id, { within: containerId }]);
    case 'package':
      return (await store.packages.getMany(ids)).map(({ id, familyId }) => [id, { within: familyId }]);
    case 'family': {
      const families = await Promise.all(ids.map((id) => store.packages.getFamily(id)));
      return plain(families.filter((family) => family !== undefined));
    }
    case 'computerGroup':
      return plain(await store.groups.getMany('computers', ids));
    case 'packageGroup':
      return plain(await store.groups.getMany('packages', ids));
    case 'user':
      return plain((await store.access.listUsers()).filter(({ id }) => ids.includes(id)));
    default:
      return [];
  }
}
