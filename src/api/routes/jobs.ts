import { parse } from '#protocol/parse.ts';
import { CancelJob } from '#protocol/requests.ts';
import { jobsQuery, outputQuery } from '../page-query.ts';
import { ok, plainText } from '../reply.ts';
import { get, post } from '../route.ts';

export const jobRoutes = [
  get('jobs', async ({ hub, actor, url }) => ok(await hub.queries.jobs(actor, jobsQuery(url)))),

  get('jobs/:jobId', async ({ hub, actor, param }) => ok(await hub.queries.job(actor, param('jobId')))),

  post('jobs/:jobId/cancel', async ({ hub, actor, param }) =>
    ok(await hub.commands.cancelJob(actor, parse(CancelJob, { jobId: param('jobId') }))),
  ),

  /** A page of output after a sequence. As text it is the bare text, both streams as they came. */
  get('jobs/:jobId/output', async ({ hub, actor, param, url, request }) => {
    const page = await hub.queries.output(actor, { jobId: param('jobId'), ...outputQuery(url) });
    if (!wantsText(request.headers.accept)) return ok(page);
    const text = page.chunks.map((chunk) => chunk.text).join('');
    if (page.next === undefined) return plainText(text);
    const next = `/api/v1/jobs/${page.jobId}/output?attempt=${page.attempt}&after=${page.next}`;
    return plainText(text, { link: `<${next}>; rel="next"` });
  }),
];

/** Whichever of the two types is named first; JSON when neither is. */
function wantsText(accept = ''): boolean {
  const named = accept
    .split(',')
    .map((part) => part.split(';')[0]?.trim().toLowerCase())
    .find((type) => type === 'text/plain' || type === 'application/json');
  return named === 'text/plain';
}
