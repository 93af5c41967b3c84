import type { Store } from '#store/contract/store.ts';
import { openEmbedded } from '../place.ts';
import { releasing } from '../releasing.ts';
import { figure, table } from '../table.ts';
import { Fleet, PAST_DEPLOYMENTS } from './fleet.ts';
import { measureDeployment, medianOf, type FleetResult } from './measure-fleet.ts';

const SIZES = [100, 500, 1_000, 2_000];
const QUICK_SIZES = [100, 500];
const ROUNDS = 5;
const QUICK_ROUNDS = 1;

const COLUMNS: readonly [string, keyof FleetResult][] = [
  ['create', 'create'],
  ['first page', 'firstPage'],
  ['all pages', 'allPages'],
  ['by state', 'countByState'],
  ['containers', 'listOfContainers'],
  ['claim wave', 'claimWave'],
  ['all reports', 'allReports'],
  ['page then: p50', 'pageMeanwhile'],
  ['slowest', 'slowestPageMeanwhile'],
];

export const fleetRounds = (quick: boolean) => (quick ? QUICK_ROUNDS : ROUNDS);

/**
 * Measures fleets of growing size, each on an embedded store of its own, in turns: a moment in which the machine is
 * busy with something else must not make one size look worse than the others.
 * @returns the table
 */
export async function measureFleets(quick: boolean): Promise<string> {
  return await releasing(async (releases) => {
    const fleets: { store: Store; fleet: Fleet; rounds: FleetResult[] }[] = [];
    for (const size of quick ? QUICK_SIZES : SIZES) {
      const { store } = await openEmbedded(releases);
      fleets.push({ store, fleet: await Fleet.settled(store, size), rounds: [] });
    }
    for (let round = 1; round <= fleetRounds(quick); round += 1) {
      console.error(`  fleets, round ${round} …`);
      for (const { store, fleet, rounds } of fleets) rounds.push(await measureDeployment({ store, fleet }));
    }
    const rows = fleets.map(({ fleet, rounds }) => row(fleet, medianOf(rounds)));
    return table(['fleet size (all in ms)', ...COLUMNS.map(([head]) => head)], rows);
  });
}

const row = (fleet: Fleet, result: FleetResult): string[] => [
  figure(fleet.computerIds.length),
  ...COLUMNS.map(([, field]) => figure(result[field])),
];

export const FLEET_NOTE = `\
One deployment to the whole fleet on the embedded store, after ${PAST_DEPLOYMENTS} others. create: its jobs and its container.
first page … containers: the queries of the container page. claim wave: until the last computer's job is claimed.
all reports: until six transitions, output and installation of every job are stored, with all agents reporting at
once. page then: the first page, opened again and again while that goes on.`;
