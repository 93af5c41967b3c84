import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { JobFilter, PageQuery, Queries } from '../hub.ts';
import { chunkView } from '../views/job-view.ts';
import { limitOf, newestPageOf, pageOf, sequenceOf } from './paging.ts';

type DeploymentQueries = Pick<Queries, 'container' | 'jobsOfContainer' | 'jobs' | 'job' | 'output'>;

/** Bytes of output in one answer: a few screens, well below what a socket message may be. */
const OUTPUT_PAGE_BYTES = 512 * 1024;

export function deploymentQueries({ store, announcer, output: recorder }: HubContext): DeploymentQueries {
  /** A container's jobs are found in the order of their sequence: it is the cursor, too. */
  const jobsInSequence = async (query: PageQuery & JobFilter, containerId: string) => {
    const { cursor, limit: _, search: __, ...filter } = query;
    const limit = limitOf(query) + 1;
    const found = await store.jobs.ofContainer({ ...filter, after: sequenceOf(cursor), containerId, limit });
    const page = pageOf(found, limit, (job) => String(job.sequence));
    return { ...page, rows: await announcer.jobRows(page.rows) };
  };
  return {
    async container(actor, id) {
      permit(actor, 'read');
      const container = await store.containers.get(id);
      if (container === undefined) throw new Refusal('notFound');
      return announcer.containerRow(container);
    },

    async jobsOfContainer(actor, id, query) {
      permit(actor, 'read');
      if ((await store.containers.get(id)) === undefined) throw new Refusal('notFound');
      const limit = limitOf(query) + 1;
      const found = await store.jobs.ofContainer({ containerId: id, ...query, limit });
      const page = pageOf(found, limit, (job) => String(job.sequence));
      const jobs = await announcer.jobRows(page.rows);
      return page.next === undefined ? { jobs } : { jobs, next: Number(page.next) };
    },

    async jobs(actor, query) {
      permit(actor, 'read');
      const { cursor: _, limit: __, ...filter } = query ?? {};
      if (filter.containerId !== undefined) return jobsInSequence(query ?? {}, filter.containerId);
      const wanted = newestPageOf(query);
      const page = pageOf(await store.jobs.list({ ...wanted, ...filter }), wanted.limit, (job) => job.id);
      return { ...page, rows: await announcer.jobRows(page.rows) };
    },

    async job(actor, id) {
      permit(actor, 'read');
      const job = await store.jobs.get(id);
      const [view] = job === undefined ? [] : await announcer.jobRows([job]);
      if (view === undefined) throw new Refusal('notFound');
      return view;
    },

    async output(actor, query) {
      permit(actor, 'read');
      const job = await store.jobs.get(query.jobId);
      if (job === undefined) throw new Refusal('notFound');
      const attempt = query.attempt ?? job.attempt?.number ?? 0;
      // Read before the chunks: an extent that is older than they are asks for nothing twice and misses nothing.
      const extent = await recorder.extentOf(job, { jobId: job.id, attempt });
      const chunks = await store.output.after({
        jobId: job.id,
        attempt,
        after: query.after,
        limitBytes: OUTPUT_PAGE_BYTES,
      });
      const last = chunks.at(-1)?.sequence;
      return {
        jobId: job.id,
        attempt,
        chunks: chunks.map(chunkView),
        extent,
        ...(last === undefined || last >= extent.lastSequence ? {} : { next: last }),
      };
    },
  };
}
