import { familiesNamed, familyPage, isSortedByPackages, type FamilyFacts } from '#domain/family-list.ts';
import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { familyView, packageView } from '../views/entity-views.ts';
import { limitOf, packageCursor, packagePageOf, pageOf, placeCursor, placeOf } from './paging.ts';

type PackageQueries = Pick<Queries, 'families' | 'family' | 'packages' | 'package'>;

export function packageQueries({ store }: HubContext): PackageQueries {
  return {
    async families(actor, query = {}) {
      permit(actor, 'read');
      const facts: FamilyFacts[] = [];
      await store.packages.eachFamily((one) => facts.push(one));
      const { cursor, from, sort } = query;
      const fitting = familiesNamed(facts, query.search?.trim());
      const sortedBy = isSortedByPackages(sort)
        ? await store.packages.summaries(fitting.map(({ id }) => id))
        : undefined;
      const { ids, next, total } = familyPage(fitting, {
        sort,
        summaries: sortedBy ?? new Map(),
        from,
        after: placeOf(cursor),
        limit: limitOf(query),
      });
      const found = new Map((await store.packages.getFamilies(ids)).map((one) => [one.id, one]));
      const summaries = sortedBy ?? (await store.packages.summaries(ids));
      return {
        // One that is deleted meanwhile is left out.
        rows: ids.flatMap((id) => found.get(id) ?? []).map((one) => familyView(one, summaries.get(one.id))),
        ...(next === undefined ? {} : { next: placeCursor(next) }),
        total,
      };
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
