import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { computerDetail } from '../views/computer-view.ts';
import { installationView } from '../views/entity-views.ts';
import { nameCursor, namedPageOf, newestPageOf, pageOf } from './paging.ts';

type ComputerQueries = Pick<Queries, 'computers' | 'computer' | 'jobsOfComputer' | 'installationsOfComputer'>;

export function computerQueries({ store, announcer }: HubContext): ComputerQueries {
  return {
    async computers(actor, query) {
      permit(actor, 'read');
      const wanted = namedPageOf(query);
      const page = pageOf(await store.computers.list(wanted), wanted.limit, nameCursor);
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
      const wanted = newestPageOf(query);
      const page = pageOf(
        await store.jobs.ofComputer({ computerId: id, ...wanted }),
        wanted.limit,
        (job) => job.id,
      );
      return { ...page, rows: await announcer.jobRows(page.rows) };
    },

    async installationsOfComputer(actor, id) {
      permit(actor, 'read');
      return (await store.installations.ofComputers([id])).map(installationView);
    },
  };
}
