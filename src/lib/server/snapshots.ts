import type { RequestEvent } from '@sveltejs/kit';
import type { PackageView } from '#protocol/views/package.ts';
import { driftedOf } from '$lib/installations/assistant-address.ts';
import { actorOf } from './actor.ts';
import { pageQueryOf } from './page-query.ts';
import { loaded } from './refusal.ts';

/**
 * What the live pages show, read once for their first paint (the pages' loads) and again whenever a console cannot
 * be sure to know everything (`snapshot.json` beside each page).
 */
type Asked = Pick<RequestEvent, 'locals' | 'url'>;

const HISTORY_ROWS = 100;
const SUMMARY_ROWS = 10;
const HOURS_OF_STATISTICS = 24;
/** Enough for the first paint; the console asks for the others over its socket. */
const FIRST_JOBS = 60;

export async function computersSnapshot({ locals, url }: Asked) {
  const actor = actorOf({ locals });
  const query = pageQueryOf(url);
  const groups = await loaded(locals.hub.queries.computerGroups(actor));
  // A group that has been deleted meanwhile filters nothing.
  const groupId = groups.find(({ id }) => id === url.searchParams.get('group'))?.id;
  const filter = groupId === undefined ? {} : { groupId };
  const page = await loaded(locals.hub.queries.computers(actor, { ...query, ...filter }));
  return { ...page, ...filter, groups, search: query.search, continued: query.cursor !== undefined };
}

export async function computerSnapshot({ locals }: Asked, id: string) {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [computer, jobs, installations, wakes, history] = await loaded(
    Promise.all([
      queries.computer(actor, id),
      queries.jobsOfComputer(actor, id, { limit: HISTORY_ROWS }),
      queries.installationsOfComputer(actor, id),
      queries.wakesOfComputer(actor, { computerId: id }),
      queries.historyOfComputer(actor, id, { limit: SUMMARY_ROWS }),
    ]),
  );
  const newer = await loaded(
    queries.newerVersions(
      actor,
      installations.map((one) => one.packageId),
    ),
  );
  return { computer, jobs: jobs.rows, more: jobs.next !== undefined, installations, newer, wakes, history };
}

/** Another page of what is left of a computer's purged jobs. */
export async function historySnapshot({ locals, url }: Asked, id: string) {
  const { cursor } = pageQueryOf(url);
  const query = { limit: SUMMARY_ROWS, ...(cursor === undefined ? {} : { cursor }) };
  return loaded(locals.hub.queries.historyOfComputer(actorOf({ locals }), id, query));
}

export async function containerSnapshot({ locals }: Asked, id: string) {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [container, page] = await loaded(
    Promise.all([queries.container(actor, id), queries.jobsOfContainer(actor, id, { limit: FIRST_JOBS })]),
  );
  return { container, jobs: page.jobs };
}

export async function familiesSnapshot({ locals, url }: Asked) {
  const query = pageQueryOf(url);
  return {
    families: await loaded(locals.hub.queries.families(actorOf({ locals }), query)),
    search: query.search,
  };
}

export async function familySnapshot({ locals }: Asked, familyId: string) {
  return loaded(locals.hub.queries.family(actorOf({ locals }), familyId));
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
