import { statisticsQuery } from '../page-query.ts';
import { ok } from '../reply.ts';
import { get } from '../route.ts';

export const statisticsRoutes = [
  get('statistics', async ({ hub, actor, url }) =>
    ok({ rows: await hub.queries.statistics(actor, statisticsQuery(url)) }),
  ),
];
