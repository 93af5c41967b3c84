import type { RequestEvent } from '@sveltejs/kit';
import type { PackageView } from '#protocol/views/package.ts';
import type { JobView } from '#protocol/views/container.ts';
import { JOB_PARAMETER, tabIn } from '$lib/computers/computer-tabs.ts';
import { kindsIn } from '$lib/timeline/kinds.ts';
import { driftedOf } from '$lib/installations/assistant-address.ts';
import { actorOf } from './actor.ts';
import { pageQueryOf } from './page-query.ts';
import { loaded, problemOf } from './refusal.ts';

/**
 * What the live pages show, read once for their first paint (the pages' loads) and again whenever a console cannot
 * be sure to know everything (`snapshot.json` beside each page).
 */
type Asked = Pick<RequestEvent, 'locals' | 'url'>;

const JOBS_OF_COMPUTER = 100;
const TIMELINE_ROWS = 50;
/** The newest of a computer; older ones are the API's. */
const WAKES = 50;
const HOURS_OF_STATISTICS = 24;
/** Enough for the first paint; the console asks for the others over its socket. */
const FIRST_JOBS = 60;

export async function computerSnapshot({ locals, url }: Asked, id: string) {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const tab = tabIn(url.searchParams);
  const [detail, jobs, installations, wakes, timeline] = await loaded(
    Promise.all([
      queries.computer(actor, id),
      queries.jobsOfComputer(actor, id, { limit: JOBS_OF_COMPUTER }),
      queries.installationsOfComputer(actor, id),
      queries.wakesOfComputer(actor, { computerId: id, limit: WAKES }),
      queries.timelineOfComputer(actor, { computerId: id, limit: TIMELINE_ROWS }),
    ]),
  );
  const { software, ...rest } = detail;
  // By far the largest part: it travels when it is looked at.
  const computer = tab === 'software' ? detail : rest;
  const [chosen, newer] = await loaded(
    Promise.all([
      chosenJob({ locals, url }, { id, known: jobs.rows }),
      queries.newerVersions(
        actor,
        installations.map((one) => one.packageId),
      ),
    ]),
  );
  return {
    computer,
    ...(software === undefined ? {} : { softwareCount: software.length }),
    jobs: [...jobs.rows, ...chosen],
    installations,
    newer,
    wakes: wakes.rows,
    timeline,
  };
}

/** The job that the address names, when it is this computer's and not among those that are known. */
async function chosenJob({ locals, url }: Asked, { id, known }: { id: string; known: readonly JobView[] }) {
  const jobId = url.searchParams.get(JOB_PARAMETER);
  if (jobId === null || known.some((job) => job.id === jobId)) return [];
  const job = await locals.hub.queries.job(actorOf({ locals }), jobId).catch((thrown: unknown) => {
    if (problemOf(thrown)?.code !== 'notFound') throw thrown;
    return undefined;
  });
  return job?.computerId === id ? [job] : [];
}

/** A page of a computer's timeline, of the kinds that the address names. */
export async function timelineSnapshot({ locals, url }: Asked, computerId: string) {
  const { cursor } = pageQueryOf(url);
  const kinds = kindsIn(url.searchParams);
  return loaded(
    locals.hub.queries.timelineOfComputer(actorOf({ locals }), {
      computerId,
      limit: TIMELINE_ROWS,
      ...(kinds.length === 0 ? {} : { kinds }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
}

export async function containerSnapshot({ locals }: Asked, id: string) {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [container, page] = await loaded(
    Promise.all([queries.container(actor, id), queries.jobsOfContainer(actor, id, { limit: FIRST_JOBS })]),
  );
  return { container, jobs: page.jobs };
}

export async function packageSnapshot({ locals, url }: Asked, packageId: string) {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const drifted = driftedOf(url.searchParams);
  const query = { ...pageQueryOf(url), ...(drifted === undefined ? {} : { drifted }) };
  const [entity, installations, newer, use] = await loaded(
    Promise.all([
      queries.package(actor, packageId),
      queries.installationsOfPackage(actor, packageId, query),
      queries.newerVersions(actor, [packageId]),
      queries.packageUse(actor, packageId),
    ]),
  );
  const needs = await neededBy({ locals }, entity);
  return { entity, installations, newer: newer[packageId], use, needs };
}

/** What a package needs, by name; what is gone is left out. */
export async function neededBy({ locals }: Pick<Asked, 'locals'>, entity: PackageView) {
  const actor = actorOf({ locals });
  const found = await Promise.allSettled(
    entity.dependencies.map((id) => locals.hub.queries.package(actor, id)),
  );
  return found
    .flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    .map(({ id, familyId, familyName, version }) => ({ id, familyId, name: `${familyName} ${version}` }));
}

export async function settingsSnapshot({ locals }: Asked) {
  return loaded(locals.hub.queries.settings(actorOf({ locals })));
}

export async function overviewSnapshot({ locals }: Asked) {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [overview, hours] = await loaded(
    Promise.all([queries.overview(actor), queries.statistics(actor, { hours: HOURS_OF_STATISTICS })]),
  );
  return { overview, hours };
}

export async function systemSnapshot({ locals }: Asked) {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [system, hours] = await loaded(
    Promise.all([queries.system(actor), queries.statistics(actor, { hours: HOURS_OF_STATISTICS })]),
  );
  return { system, hours };
}
