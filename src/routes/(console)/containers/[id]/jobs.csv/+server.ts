import { FAILURE_SENTENCES } from '#protocol/failure-sentences.ts';
import type { JobView } from '#protocol/views/container.ts';
import { actorOf } from '$lib/server/actor.ts';
import { csvResponse, type Cell } from '$lib/server/csv.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

const ROWS_AT_ONCE = 500;
const HEAD = [
  'id',
  'computer',
  'action',
  'package',
  'version',
  'state',
  'exit code',
  'reason',
  'detail',
  'attempt',
  'due',
  'started',
  'finished',
  'seconds',
  'waits for',
];

const secondsOf = ({ startedAt, finishedAt }: JobView['times']): number | undefined =>
  startedAt === undefined || finishedAt === undefined
    ? undefined
    : Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 100) / 10;

const cellsOf = (job: JobView): Cell[] => [
  job.id,
  job.computerName,
  job.action,
  job.packageName,
  job.packageVersion,
  job.state,
  job.exitCode,
  job.reason === undefined ? undefined : FAILURE_SENTENCES[job.reason],
  job.detail,
  job.attempt,
  job.times.dueAt,
  job.times.startedAt,
  job.times.finishedAt,
  secondsOf(job.times),
  job.waiting?.reason,
];

/** Every job of the container, by its sequence. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const { name } = await loaded(queries.container(actor, params.id));
  async function* pages() {
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page = await queries.jobsOfContainer(actor, params.id, { after, limit: ROWS_AT_ONCE });
      yield page.jobs.map(cellsOf);
      after = page.next;
    }
  }
  return csvResponse(`${name} jobs`, { head: HEAD, pages: pages() });
};
