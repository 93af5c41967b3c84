import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { wakeView } from '../views/wake-view.ts';
import { newestPageOf, pageOf } from './paging.ts';

export function wakeQueries({ store }: HubContext): Pick<Queries, 'wakesOfComputer'> {
  return {
    async wakesOfComputer(actor, { computerId, containerId, ...query }) {
      permit(actor, 'read');
      if ((await store.computers.get(computerId)) === undefined) throw new Refusal('notFound');
      const wanted = newestPageOf(query);
      const ofContainer = containerId === undefined ? {} : { containerId };
      const wakes = await store.wakes.ofComputer({ computerId, ...ofContainer, ...wanted });
      const page = pageOf(wakes, wanted.limit, (row) => row.id);
      return { ...page, rows: page.rows.map(wakeView) };
    },
  };
}
