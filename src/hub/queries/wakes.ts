import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { wakeView } from '../views/wake-view.ts';

/** Traces that one page shows. */
const SHOWN = 50;

export function wakeQueries({ store }: HubContext): Pick<Queries, 'wakesOfComputer'> {
  return {
    async wakesOfComputer(actor, query) {
      permit(actor, 'read');
      const { computerId } = query;
      if ((await store.computers.get(computerId)) === undefined) throw new Refusal('notFound');
      return (await store.wakes.ofComputer({ ...query, limit: SHOWN })).map(wakeView);
    },
  };
}
