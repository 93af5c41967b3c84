import { HourView } from '#protocol/views/history.ts';
import { StatisticsQuery } from '../page-query.ts';
import { get, rowsOf } from '../route.ts';

export const statisticsRoutes = [
  get(
    'statistics',
    {
      summary: 'Jobs that ended, by the hour, the current one last',
      may: 'read',
      query: StatisticsQuery,
      reply: rowsOf(HourView),
    },
    async ({ hub, actor, query }) => ({ rows: await hub.queries.statistics(actor, query) }),
  ),
];
