import { z } from 'zod';
import { ContainerStateCounts } from '#protocol/container-list.ts';
import {
  CancelContainer,
  CreateContainer,
  EditContainer,
  PreviewDeployment,
  RetryJobs,
} from '#protocol/requests.ts';
import { ContainerView, JobView } from '#protocol/views/container.ts';
import { FailedJobView, FailuresView } from '#protocol/views/failures.ts';
import { DeploymentPreview } from '#protocol/views/preview.ts';
import { ContainerJobsQuery, ContainersQuery, Paging, statesOf } from '../page-query.ts';
import { create, get, pageOf, patch, post } from '../route.ts';

/** `total`: of all that fit; `states`: how many that fit in all but the state are in each. */
const ContainersPage = pageOf(ContainerView).extend({
  total: z.number().int(),
  states: ContainerStateCounts,
});

/** `changed`: jobs that were; `passedOver`: those that were named and that it did not concern any more. */
const ChangedContainer = ContainerView.extend({ changed: z.number().int(), passedOver: z.number().int() });

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
      summary: 'Cancel the jobs that are named, or every job of a container that has not ended',
      may: ['job.cancel', 'deployment.cancel'],
      body: CancelContainer,
      reply: ChangedContainer,
    },
    ({ hub, actor, input }) => hub.commands.cancelContainer(actor, input),
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
      summary:
        'Retry the jobs that are named, a group of failures, or all that failed, expired or were aborted',
      may: ['job.retry', 'deployment.retry'],
      body: RetryJobs,
      reply: ChangedContainer,
      errors: ['containerEnded', 'notRetriable'],
    },
    ({ hub, actor, input }) => hub.commands.retryJobs(actor, input),
  ),

  get(
    'job-containers/:containerId/failures',
    { summary: 'What failed in it, what failed alike together', may: 'read', reply: FailuresView },
    ({ hub, actor, param }) => hub.queries.failuresOfContainer(actor, param('containerId')),
  ),

  get(
    'job-containers/:containerId/failures/:failureId/jobs',
    {
      summary: 'The jobs of a group of failures, by their sequence',
      may: 'read',
      query: Paging,
      reply: pageOf(FailedJobView),
    },
    ({ hub, actor, param, query }) => {
      const failure = { containerId: param('containerId'), failureId: param('failureId') };
      return hub.queries.jobsOfFailure(actor, failure, query);
    },
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
