import { Refusal } from '#protocol/errors.ts';
import { USUAL_SORT } from '#protocol/fleet-fields.ts';
import type { FleetFilter } from '#protocol/fleet-filter.ts';
import { permit } from '../actor.ts';
import { computerRows } from '../fleet/computer-rows.ts';
import { computersCsv } from '../fleet/computers-csv.ts';
import { facetValues } from '../fleet/facet-values.ts';
import { fleetCursor, placeAfter } from '../fleet/fleet-cursor.ts';
import { selectComputers } from '../fleet/select.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { computerDetail } from '../views/computer-view.ts';
import { limitOf, newestPageOf, pageOf, searchOf } from './paging.ts';

type ComputerQueries = Pick<
  Queries,
  'computers' | 'computersCsv' | 'computerFacets' | 'computer' | 'jobsOfComputer'
>;

export function computerQueries(context: HubContext): ComputerQueries {
  const { store, announcer, fleet } = context;
  return {
    async computers(actor, query = {}) {
      permit(actor, 'read');
      const { cursor, sort = USUAL_SORT, limit: _, search: __, ...wish } = query;
      const placed = await selectComputers(context, { ...wish, ...searchOf(query), sort });
      const from =
        cursor === undefined ? Math.max(0, Math.trunc(query.from ?? 0)) : placeAfter(cursor, placed, sort);
      const shown = placed.slice(from, from + limitOf(query));
      const last = shown.at(-1);
      const hasMore = from + shown.length < placed.length;
      return {
        rows: await computerRows(
          context,
          shown.map(({ record }) => record),
        ),
        from,
        matching: placed.length,
        total: fleet.index.size,
        unknownNames: unknownNames(query.filter, (name) => fleet.index.named(name) !== undefined),
        ...(last === undefined || !hasMore ? {} : { next: fleetCursor(last, sort) }),
      };
    },

    async computersCsv(actor, query = {}) {
      permit(actor, 'read');
      return computersCsv(context, query);
    },

    async computerFacets(actor, query) {
      permit(actor, 'read');
      return facetValues(context, query);
    },

    async computer(actor, id) {
      permit(actor, 'read');
      const computer = await store.computers.getWithSoftware(id);
      if (computer === undefined) throw new Refusal('notFound');
      const [row] = await announcer.computerRows([computer]);
      if (row === undefined) throw new Refusal('notFound');
      return computerDetail(computer, row);
    },

    async jobsOfComputer(actor, id, query) {
      permit(actor, 'read');
      if ((await store.computers.get(id)) === undefined) throw new Refusal('notFound');
      const wanted = newestPageOf(query);
      const page = pageOf(
        await store.jobs.ofComputer({ computerId: id, ...wanted }),
        wanted.limit,
        (job) => job.id,
      );
      return { ...page, rows: await announcer.jobRows(page.rows) };
    },
  };
}

/** G3: names that are asked for and that no computer has are never passed over in silence. */
function unknownNames(filter: FleetFilter | undefined, isKnown: (name: string) => boolean): string[] {
  const names = filter?.conditions.flatMap((condition) =>
    condition.field === 'name' && condition.operator === 'is' ? condition.values : [],
  );
  return [...new Set(names)].filter((name) => !isKnown(name));
}
