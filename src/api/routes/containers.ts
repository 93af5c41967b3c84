import { z } from 'zod';
import { ContainerStateCounts } from '#protocol/container-list.ts';
import { CreateContainer, EditContainer, PreviewDeployment, RetryJobs } from '#protocol/requests.ts';
import { ContainerView, JobView } from '#protocol/views/container.ts';
import { DeploymentPreview } from '#protocol/views/preview.ts';
import { ContainerJobsQuery, ContainersQuery, statesOf } from '../page-query.ts';
import { create, get, pageOf, patch, post } from '../route.ts';

/** `total`: of all that fit; `states`: how many that fit in all but the state are in each. */
const ContainersPage = pageOf(ContainerView).extend({
  total: z.number().int(),
  states: ContainerStateCounts,
});

/** What a plan can be refused for. */
const PLANNING = ['containerEmpty', 'tooManyJobs', 'procedureMissing', 'dependencyCycle'] as const;

export const containerRoutes = [
  get(
    'job-containers',
    {
      summary: 'Job containers, newest first, or as they are to be sorted',
      may: 'read',
      query: ContainersQuery,
      reply: ContainersPage,
    },
    ({ hub, actor, query }) => hub.queries.containers(actor, statesOf(query)),
  ),

  create(
    'job-containers',
    {
      summary: 'Deploy: create a job container and its jobs',
      may: ['deployment.createForOne', 'deployment.create'],
      body: CreateContainer,
      reply: ContainerView,
      errors: [...PLANNING, 'planChanged'],
    },
    ({ hub, actor, input }) => hub.commands.createContainer(actor, input),
  ),

  // Before `:containerId`, which would take the word for an id.
  post(
    'job-containers/preview',
    {
      summary: 'What a deployment would do, computer by computer',
      may: ['deployment.createForOne', 'deployment.create'],
      body: PreviewDeployment,
      reply: DeploymentPreview,
      asks: true,
      errors: PLANNING,
    },
    ({ hub, actor, input }) => hub.queries.previewDeployment(actor, input),
  ),

  get(
    'job-containers/:containerId',
    { summary: 'One job container', may: 'read', reply: ContainerView },
    ({ hub, actor, param }) => hub.queries.container(actor, param('containerId')),
  ),

  post(
    'job-containers/:containerId/cancel',
    {
      summary: 'Cancel every job of a container that has not ended',
      may: 'deployment.cancel',
      reply: ContainerView,
    },
    ({ hub, actor, param }) => hub.commands.cancelContainer(actor, { containerId: param('containerId') }),
  ),

  patch(
    'job-containers/:containerId',
    {
      summary: 'Edit a job container; holds at once for every job that does not execute yet',
      may: 'deployment.edit',
      body: EditContainer,
      reply: ContainerView,
      errors: ['changedMeanwhile'],
    },
    ({ hub, actor, input }) => hub.commands.editContainer(actor, input),
  ),

  post(
    'job-containers/:containerId/pause',
    { summary: 'Pause a job container', may: 'deployment.pause', reply: ContainerView },
    ({ hub, actor, param }) => hub.commands.pauseContainer(actor, { containerId: param('containerId') }),
  ),

  post(
    'job-containers/:containerId/resume',
    { summary: 'Resume a job container', may: 'deployment.pause', reply: ContainerView },
    ({ hub, actor, param }) => hub.commands.resumeContainer(actor, { containerId: param('containerId') }),
  ),

  post(
    'job-containers/:containerId/retry',
    {
      summary: 'Retry the jobs that are named, or all that failed, expired or were aborted',
      may: ['job.retry', 'deployment.retry'],
      body: RetryJobs,
      reply: ContainerView,
      errors: ['containerEnded', 'notRetriable'],
    },
    ({ hub, actor, input }) => hub.commands.retryJobs(actor, input),
  ),

  get(
    'job-containers/:containerId/jobs',
    {
      summary: 'Jobs of a container, by their sequence',
      may: 'read',
      query: ContainerJobsQuery,
      reply: pageOf(JobView),
    },
    async ({ hub, actor, param, query: { cursor, ...query } }) => {
      const from = cursor === undefined ? statesOf(query) : { ...statesOf(query), after: cursor };
      const { jobs, next } = await hub.queries.jobsOfContainer(actor, param('containerId'), from);
      return { rows: jobs, ...(next === undefined ? {} : { next: String(next) }) };
    },
  ),
];
