import { askAll, Late } from '../ui/late.svelte.ts';
import { JOB_PARAMETER, viewIn } from './container-views.ts';

/** Of a container's page, what is not seen at first. */
export const fleetMap = new Late(() => import('./map/FleetMap.svelte'));
export const failuresView = new Late(() => import('./FailuresView.svelte'));
export const jobOutput = new Late(() => import('./JobOutput.svelte'));
export const editContainer = new Late(() => import('./EditContainer.svelte'));

export const partOfView = { table: undefined, map: fleetMap, failures: failuresView };

/** Fetches what the page shows at once. @param jobs How many the container has. */
export async function askForShown(parameters: URLSearchParams, jobs: number): Promise<void> {
  // Of a single job the output is shown without being chosen.
  const isOpen = parameters.has(JOB_PARAMETER) || jobs === 1;
  await askAll([partOfView[viewIn(parameters)], isOpen ? jobOutput : undefined]);
}
