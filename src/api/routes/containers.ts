import { parse } from '#protocol/parse.ts';
import {
  CancelContainer,
  CreateContainer,
  EditContainer,
  PauseContainer,
  PreviewDeployment,
  ResumeContainer,
  RetryJobs,
} from '#protocol/requests.ts';
import { containerJobsQuery, pageQuery } from '../page-query.ts';
import { created, ok } from '../reply.ts';
import { get, patch, post } from '../route.ts';

export const containerRoutes = [
  get('job-containers', async ({ hub, actor, url }) =>
    ok(await hub.queries.containers(actor, pageQuery(url))),
  ),

  post('job-containers', async ({ hub, actor, body }) => {
    const container = await hub.commands.createContainer(actor, parse(CreateContainer, await body()));
    return created(`job-containers/${container.id}`, container);
  }),

  // Before `:containerId`, which would take the word for an id.
  post('job-containers/preview', async ({ hub, actor, body }) =>
    ok(await hub.queries.previewDeployment(actor, parse(PreviewDeployment, await body()))),
  ),

  get('job-containers/:containerId', async ({ hub, actor, param }) =>
    ok(await hub.queries.container(actor, param('containerId'))),
  ),

  post('job-containers/:containerId/cancel', async ({ hub, actor, param }) => {
    const input = parse(CancelContainer, { containerId: param('containerId') });
    return ok(await hub.commands.cancelContainer(actor, input));
  }),

  patch('job-containers/:containerId', async ({ hub, actor, param, body }) => {
    const input = parse(EditContainer, { ...(await body()), containerId: param('containerId') });
    return ok(await hub.commands.editContainer(actor, input));
  }),

  post('job-containers/:containerId/pause', async ({ hub, actor, param }) => {
    const input = parse(PauseContainer, { containerId: param('containerId') });
    return ok(await hub.commands.pauseContainer(actor, input));
  }),

  post('job-containers/:containerId/resume', async ({ hub, actor, param }) => {
    const input = parse(ResumeContainer, { containerId: param('containerId') });
    return ok(await hub.commands.resumeContainer(actor, input));
  }),

  /** `jobIds` in the body chooses; without it all that failed, expired or were aborted. */
  post('job-containers/:containerId/retry', async ({ hub, actor, param, body }) => {
    const input = parse(RetryJobs, { ...(await body()), containerId: param('containerId') });
    return ok(await hub.commands.retryJobs(actor, input));
  }),

  get('job-containers/:containerId/jobs', async ({ hub, actor, param, url }) => {
    const { cursor, ...query } = containerJobsQuery(url);
    const from = cursor === undefined ? query : { ...query, after: cursor };
    const { jobs, next } = await hub.queries.jobsOfContainer(actor, param('containerId'), from);
    return ok({ rows: jobs, next: next?.toString() });
  }),
];
