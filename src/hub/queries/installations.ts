import { isNewerVersion } from '#domain/versions.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { InstallationQueries, NewerVersion } from '../hub/installations.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import { installationView } from '../views/entity-views.ts';
import { installationCursor, installationPageOf, nameCursor, namedPageOf, pageOf } from './paging.ts';

/** Each once, so many at a time that the event loop is free in between. */
function slicesOf(ids: string[]): string[][] {
  const all = [...new Set(ids)];
  const slices = Math.ceil(all.length / LIMITS.pageRows);
  return Array.from({ length: slices }, (_, n) => all.slice(n * LIMITS.pageRows, (n + 1) * LIMITS.pageRows));
}

export function installationQueries({ store, announcer, changes }: HubContext): InstallationQueries {
  return {
    async computersByIds(actor, ids) {
      permit(actor, 'read');
      const rows: ComputerView[] = [];
      for (const slice of slicesOf(ids)) {
        rows.push(...(await announcer.computerRows(await store.computers.getMany(slice))));
      }
      return rows;
    },

    async newerVersions(actor, packageIds) {
      permit(actor, 'read');
      const newer: Record<string, NewerVersion> = {};
      for (const slice of slicesOf(packageIds)) {
        const packages = await store.packages.getMany(slice);
        const families = [...new Set(packages.map((one) => one.familyId))];
        const newest = await store.packages.newestInstallable(families);
        for (const { id, familyId, version } of packages) {
          const last = newest.get(familyId);
          if (last !== undefined && isNewerVersion(last.version, version)) newer[id] = last;
        }
      }
      return newer;
    },

    async installations(actor, query) {
      permit(actor, 'read');
      await changes.recordsWritten();
      const { cursor: _, limit: __, search: ___, ...filter } = query ?? {};
      const wanted = installationPageOf(query);
      const rows = await store.installations.list({ ...filter, ...wanted });
      const page = pageOf(rows, wanted.limit, installationCursor);
      return { ...page, rows: page.rows.map(installationView) };
    },

    async installationsOfComputer(actor, id) {
      permit(actor, 'read');
      await changes.recordsWritten();
      if ((await store.computers.get(id)) === undefined) throw new Refusal('notFound');
      return (await store.installations.ofComputers([id])).map(installationView);
    },

    async installationsOfPackage(actor, id, query) {
      permit(actor, 'read');
      await changes.recordsWritten();
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
