import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { familyView, packageView } from '../views/entity-views.ts';
import { nameCursor, namedPageOf, packageCursor, packagePageOf, pageOf } from './paging.ts';

type PackageQueries = Pick<Queries, 'families' | 'family' | 'packages' | 'package'>;

export function packageQueries({ store }: HubContext): PackageQueries {
  return {
    async families(actor, query) {
      permit(actor, 'read');
      const wanted = namedPageOf(query);
      const page = pageOf(await store.packages.listFamilies(wanted), wanted.limit, nameCursor);
      const summaries = await store.packages.summaries(page.rows.map((family) => family.id));
      return { ...page, rows: page.rows.map((family) => familyView(family, summaries.get(family.id))) };
    },

    async family(actor, id) {
      permit(actor, 'read');
      const family = await store.packages.getFamily(id);
      if (family === undefined) throw new Refusal('notFound');
      const summaries = await store.packages.summaries([id]);
      const packages = await store.packages.ofFamily(id);
      return { family: familyView(family, summaries.get(id)), packages: packages.map(packageView) };
    },

    async packages(actor, query) {
      permit(actor, 'read');
      const wanted = packagePageOf(query);
      const page = pageOf(await store.packages.list(wanted), wanted.limit, packageCursor);
      return { ...page, rows: page.rows.map(packageView) };
    },

    async package(actor, id) {
      permit(actor, 'read');
      const found = await store.packages.get(id);
      if (found === undefined) throw new Refusal('notFound');
      return packageView(found);
    },
  };
}
