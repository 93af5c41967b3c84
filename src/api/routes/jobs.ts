import { JobView, OutputPage } from '#protocol/views/container.ts';
import { JobsQuery, OutputQuery, statesOf } from '../page-query.ts';
import { ok, plainText } from '../reply.ts';
import { bare, get, pageOf, post } from '../route.ts';

export const jobRoutes = [
  get(
    'jobs',
    { summary: 'Jobs, newest first', may: 'read', query: JobsQuery, reply: pageOf(JobView) },
    ({ hub, actor, query }) => hub.queries.jobs(actor, statesOf(query)),
  ),

  get('jobs/:jobId', { summary: 'One job', may: 'read', reply: JobView }, ({ hub, actor, param }) =>
    hub.queries.job(actor, param('jobId')),
  ),

  post(
    'jobs/:jobId/cancel',
    { summary: 'Cancel a job', may: 'job.cancel', reply: JobView, errors: ['notCancellable'] },
    ({ hub, actor, param }) => hub.commands.cancelJob(actor, { jobId: param('jobId') }),
  ),

  // As text it is the bare text, both streams as they came, with a link to the next page.
  bare(
    'GET',
    'jobs/:jobId/output',
    {
      summary: 'A page of a job’s output after a sequence; as text/plain the bare text',
      may: 'read',
      query: OutputQuery,
      status: 200,
      reply: OutputPage,
      sends: ['text/plain'],
      tells: { 200: { Link: 'As text: rel="next", the page after this one while there is one' } },
    },
    async ({ hub, actor, param, query, request }) => {
      const page = await hub.queries.output(actor, { jobId: param('jobId'), ...query });
      if (!wantsText(request.headers.accept)) return ok(page);
      const text = page.chunks.map((chunk) => chunk.text).join('');
      if (page.next === undefined) return plainText(text);
      const next = `/api/v1/jobs/${page.jobId}/output?attempt=${page.attempt}&after=${page.next}`;
      return plainText(text, { link: `<${next}>; rel="next"` });
    },
  ),
];

/** Whichever of the two types is named first; JSON when neither is. */
function wantsText(accept = ''): boolean {
  const named = accept
    .split(',')
    .map((part) => part.split(';')[0]?.trim().toLowerCase())
    .find((type) => type === 'text/plain' || type === 'application/json');
  return named === 'text/plain';
}
