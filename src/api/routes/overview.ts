import { OverviewView } from '#protocol/views/overview.ts';
import { FoundView } from '#protocol/views/search.ts';
import { SearchQuery } from '../page-query.ts';
import { get, rowsOf } from '../route.ts';

export const overviewRoutes = [
  get(
    'overview',
    { summary: 'What goes on, what comes and what went wrong', may: 'read', reply: OverviewView },
    ({ hub, actor }) => hub.queries.overview(actor),
  ),
  get(
    'search',
    {
      summary: 'Computers, job containers, packages and groups by a part of their name, a few of each',
      may: 'read',
      query: SearchQuery,
      reply: rowsOf(FoundView),
    },
    async ({ hub, actor, query }) => ({ rows: await hub.queries.search(actor, query.text) }),
  ),
];
