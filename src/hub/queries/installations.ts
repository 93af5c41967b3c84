import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { InstallationQueries, NewerVersion } from '../hub/installations.ts';
import { installationView } from '../views/entity-views.ts';
import { installationCursor, installationPageOf, nameCursor, namedPageOf, pageOf } from './paging.ts';

export function installationQueries({ store, announcer }: HubContext): InstallationQueries {
  return {
    async computersByIds(actor, ids) {
      permit(actor, 'read');
      const found = await store.computers.getMany([...new Set(ids)].slice(0, LIMITS.pageRows));
      return announcer.computerRows(found);
    },

    async newerVersions(actor, packageIds) {
      permit(actor, 'read');
      const packages = await store.packages.getMany([...new Set(packageIds)].slice(0, LIMITS.pageRows));
      const newest = await store.packages.newestInstallable([
        ...new Set(packages.map((one) => one.familyId)),
      ]);
      const newer: Record<string, NewerVersion> = {};
      for (const { id, familyId, versionOrder } of packages) {
        const last = newest.get(familyId);
        if (last === undefined || last.versionOrder <= versionOrder) continue;
        newer[id] = { id: last.id, version: last.version };
      }
      return newer;
    },

    async installations(actor, query) {
      permit(actor, 'read');
      const { cursor: _, limit: __, search: ___, ...filter } = query ?? {};
      const wanted = installationPageOf(query);
      const rows = await store.installations.list({ ...filter, ...wanted });
      const page = pageOf(rows, wanted.limit, installationCursor);
      return { ...page, rows: page.rows.map(installationView) };
    },

    async installationsOfComputer(actor, id) {
      permit(actor, 'read');
      if ((await store.computers.get(id)) === undefined) throw new Refusal('notFound');
      return (await store.installations.ofComputers([id])).map(installationView);
    },

    async installationsOfPackage(actor, id, query) {
      permit(actor, 'read');
      if ((await store.packages.get(id)) === undefined) throw new Refusal('notFound');
      const { search, ...place } = namedPageOf(query);
      const filter = {
        ...(search === undefined ? {} : { search }),
        ...(query?.drifted === undefined ? {} : { drifted: query.drifted }),
      };
      const page = pageOf(
        await store.installations.ofPackage({ packageId: id, ...filter, ...place }),
        place.limit,
        (row) => nameCursor({ id: row.id, name: row.computerName }),
      );
      const installations = await store.installations.countOfPackage(id);
      const isFiltered = Object.keys(filter).length > 0;
      const total = isFiltered ? await store.installations.countOfPackage(id, filter) : installations;
      return { ...page, rows: page.rows.map(installationView), total, installations };
    },
  };
}
