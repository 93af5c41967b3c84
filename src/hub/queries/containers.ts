import { containerPage } from '#domain/container-list.ts';
import { CREATORS_TOLD } from '#protocol/container-list.ts';
import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { ContainerQueries } from '../hub/containers.ts';
import { failedJobView, failuresView } from '../views/failures-view.ts';
import { limitOf, pageOf, placeCursor, placeOf, searchOf, sequenceOf } from './paging.ts';

export function containerQueries({
  store,
  knownContainers,
  announcer,
  clock,
  failures,
}: HubContext): ContainerQueries {
  return {
    async containers(actor, query = {}) {
      permit(actor, 'read');
      const { cursor, from, sort, search: _, limit: __, ...filter } = query;
      const listing = {
        filter: { ...filter, ...searchOf(query) },
        limit: limitOf(query),
        sort,
        from,
        after: placeOf(cursor),
      };
      const { ids, next, total, counts } = containerPage(await knownContainers.all(), listing, clock.now());
      const found = new Map((await store.containers.getMany(ids)).map((one) => [one.id, one]));
      return {
        // One that is purged meanwhile is left out.
        rows: ids.flatMap((id) => found.get(id) ?? []).map((one) => announcer.containerRow(one)),
        ...(next === undefined ? {} : { next: placeCursor(next) }),
        total,
        states: counts,
      };
    },

    async creatorsOfContainers(actor) {
      permit(actor, 'read');
      const names = new Set<string>();
      for (const { createdBy } of await knownContainers.all()) names.add(createdBy);
      return [...names].sort((one, other) => one.localeCompare(other, 'en')).slice(0, CREATORS_TOLD);
    },

    async failuresOfContainer(actor, id) {
      permit(actor, 'read');
      if ((await store.containers.get(id)) === undefined) throw new Refusal('notFound');
      return failuresView(id, await failures.ofContainer(id));
    },

    async jobsOfFailure(actor, { containerId, failureId }, query = {}) {
      permit(actor, 'read');
      const groups = await failures.ofContainer(containerId);
      const group = groups.find(({ id }) => id === failureId);
      if (group === undefined) throw new Refusal('notFound');
      const after = sequenceOf(query.cursor);
      const limit = limitOf(query) + 1;
      const behind = group.failures.filter(({ job }) => job.sequence > after);
      const page = pageOf(behind.slice(0, limit), limit, ({ job }) => String(job.sequence));
      return { ...page, rows: page.rows.map(failedJobView) };
    },
  };
}
