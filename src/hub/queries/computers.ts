import { Refusal } from '#protocol/errors.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { groupsMeant } from '../groups/members-of-groups.ts';
import { computerDetail } from '../views/computer-view.ts';
import { nameCursor, namedPageOf, newestPageOf, pageOf } from './paging.ts';
import { scannedPage } from './scanned-page.ts';

type ComputerQueries = Pick<Queries, 'computers' | 'computer' | 'jobsOfComputer'>;

export function computerQueries({ store, announcer }: HubContext): ComputerQueries {
  return {
    async computers(actor, query) {
      permit(actor, 'read');
      const groupIds = query?.groupId === undefined ? undefined : await groupsMeant(store, [query.groupId]);
      const wanted = { ...namedPageOf(query), ...(groupIds === undefined ? {} : { groupIds }) };
      // Only the gateway knows who is online.
      const page =
        query?.online === undefined
          ? pageOf(await store.computers.list(wanted), wanted.limit, nameCursor)
          : await scannedPage<ComputerSummary>({
              limit: wanted.limit - 1,
              read: (after, limit) =>
                store.computers.list({ ...wanted, limit, ...(after === undefined ? {} : { after }) }),
              fits: ({ id }) => (announcer.presence(id).presence === 'online') === query.online,
              cursorOf: nameCursor,
            });
      return { ...page, rows: await announcer.computerRows(page.rows) };
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
