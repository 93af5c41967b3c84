import type { Job } from '#domain/job.ts';
import type { Store } from '#store/contract/store.ts';
import { claimNext, SLICE } from '../claim.ts';
import { everyPage, firstPage } from '../container-page.ts';
import { median, percentile } from '../statistics.ts';
import { timed } from '../timed.ts';
import type { Fleet } from './fleet.ts';
import { storeReports } from './reports.ts';
import { watchDuring } from './watch.ts';

/** Times each query of the page is asked in a round. */
const LOOKS = 7;

/** Milliseconds. */
export interface FleetResult {
  create: number;
  claimWave: number;
  firstPage: number;
  allPages: number;
  countByState: number;
  listOfContainers: number;
  allReports: number;
  pageMeanwhile: number;
  slowestPageMeanwhile: number;
}

/** What all rounds together say. */
export function medianOf(rounds: readonly FleetResult[]): FleetResult {
  const of = (field: keyof FleetResult) => median(rounds.map((round) => round[field]));
  return {
    create: of('create'),
    claimWave: of('claimWave'),
    firstPage: of('firstPage'),
    allPages: of('allPages'),
    countByState: of('countByState'),
    listOfContainers: of('listOfContainers'),
    allReports: of('allReports'),
    pageMeanwhile: of('pageMeanwhile'),
    slowestPageMeanwhile: of('slowestPageMeanwhile'),
  };
}

/** Deploys to the whole fleet, with all that the store has to do for it. */
export async function measureDeployment({
  store,
  fleet,
}: {
  store: Store;
  fleet: Fleet;
}): Promise<FleetResult> {
  let containerId = '';
  const create = await timed(async () => {
    containerId = await fleet.deploy();
  });
  const page = {
    firstPage: await typical(() => firstPage(store, containerId)),
    allPages: await typical(() => everyPage(store, containerId)),
    countByState: await typical(() => store.jobs.countByState(containerId)),
    listOfContainers: await typical(() => store.containers.eachFacts(() => undefined)),
  };
  const claimed: Job[] = [];
  const claimWave = await timed(async () => {
    const { computerIds } = fleet;
    for (let from = 0; from < computerIds.length; from += SLICE)
      claimed.push(...(await claimNext(store, computerIds.slice(from, from + SLICE))));
  });
  let looks: number[] = [];
  const allReports = await timed(async () => {
    looks = await watchDuring(storeReports(store, claimed), { store, containerId });
  });
  const meanwhile = { pageMeanwhile: median(looks), slowestPageMeanwhile: percentile(looks, 1) };
  return { create, claimWave, ...page, allReports, ...meanwhile };
}

async function typical(query: () => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) durations.push(await timed(query));
  return median(durations);
}
