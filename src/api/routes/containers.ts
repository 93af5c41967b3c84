import { parse } from '#protocol/parse.ts';
import { CancelContainer, CreateContainer } from '#protocol/requests.ts';
import { containerJobsQuery, pageQuery } from '../page-query.ts';
import { created, ok } from '../reply.ts';
import { get, post } from '../route.ts';

export const containerRoutes = [
  get('job-containers', async ({ hub, actor, url }) =>
    ok(await hub.queries.containers(actor, pageQuery(url))),
  ),

  post('job-containers', async ({ hub, actor, body }) => {
    const container = await hub.commands.createContainer(actor, parse(CreateContainer, await body()));
    return created(`job-containers/${container.id}`, container);
  }),

  get('job-containers/:containerId', async ({ hub, actor, param }) =>
    ok(await hub.queries.container(actor, param('containerId'))),
  ),

  post('job-containers/:containerId/cancel', async ({ hub, actor, param }) => {
    const input = parse(CancelContainer, { containerId: param('containerId') });
    return ok(await hub.commands.cancelContainer(actor, input));
  }),

  get('job-containers/:containerId/jobs', async ({ hub, actor, param, url }) => {
    const { cursor, ...query } = containerJobsQuery(url);
    const from = cursor === undefined ? query : { ...query, after: cursor };
    const { jobs, next } = await hub.queries.jobsOfContainer(actor, param('containerId'), from);
    return ok({ rows: jobs, next: next?.toString() });
  }),
];
