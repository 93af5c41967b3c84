import { hourOf, hoursFrom, statisticsOf } from '#domain/statistics.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { hourView, jobSummaryView } from '../views/history-view.ts';
import { newestPageOf, pageOf } from './paging.ts';

/** Hours that may not be written yet though they are over: counted when asked for, as the current one. */
const COUNTED_ON_READING = 2;

type HistoryQueries = Pick<Queries, 'historyOfComputer' | 'statistics'>;

export function historyQueries(context: HubContext): HistoryQueries {
  const { store, endedHours, clock } = context;
  return {
    async historyOfComputer(actor, id, query) {
      permit(actor, 'read');
      if ((await store.computers.get(id)) === undefined) throw new Refusal('notFound');
      const wanted = newestPageOf(query);
      const summaries = await store.history.ofComputer({ computerId: id, ...wanted });
      const page = pageOf(summaries, wanted.limit, (summary) => summary.id);
      return { ...page, rows: page.rows.map(jobSummaryView) };
    },

    async statistics(actor, { hours }) {
      permit(actor, 'read');
      const current = hourOf(clock.now());
      const count = Math.min(Math.max(Math.trunc(hours), 1), LIMITS.statisticsHours);
      const from = hoursFrom(current, 1 - count);
      const stored = await store.history.hours({ from, to: current });
      const written = new Map(stored.map((one) => [one.hour.getTime(), one]));
      const rows = [];
      for (let hour = from; hour <= current; hour = hoursFrom(hour, 1)) {
        const known = written.get(hour.getTime());
        const isFresh = hour > hoursFrom(current, -COUNTED_ON_READING);
        rows.push(known ?? (isFresh ? await endedHours.of(hour) : statisticsOf(hour, [])));
      }
      return rows.map(hourView);
    },
  };
}
