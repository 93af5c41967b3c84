import { isActive } from '#domain/transitions.ts';
import { jobOutput } from '../containers/late-parts.ts';
import { askAll, Late } from '../ui/late.svelte.ts';
import { askForNotes } from '../ui/notes.ts';
import { JOB_PARAMETER, tabIn, type ComputerTab } from './computer-tabs.ts';
import type { ComputerSnapshot } from './live-computer.svelte.ts';

/** Of a computer's page, what is not seen at first. */
export const timelineTab = new Late(() => import('../timeline/TimelinePanel.svelte'));
export const packagesTab = new Late(() => import('./InstalledPackages.svelte'));
export const softwareTab = new Late(() => import('./SoftwarePanel.svelte'));
export const hardwareTab = new Late(() => import('./HardwareTab.svelte'));
export const wakeTab = new Late(() => import('../wake/WakePanel.svelte'));
export const powerPanel = new Late(() => import('./PowerPanel.svelte'));
export const dialogs = new Late(() => import('./ComputerDialogs.svelte'));
export const joinGroup = new Late(() => import('../groups/JoinGroup.svelte'));

export const partOfTab: Record<ComputerTab, Late<unknown> | undefined> = {
  now: undefined,
  timeline: timelineTab,
  packages: packagesTab,
  software: softwareTab,
  hardware: hardwareTab,
  wake: wakeTab,
};

/** Fetches what the page shows at once. */
export async function askForShown(
  parameters: URLSearchParams,
  { computer, jobs }: Pick<ComputerSnapshot, 'computer' | 'jobs'>,
): Promise<void> {
  const tab = tabIn(parameters);
  const isNow = tab === 'now';
  const runs = parameters.has(JOB_PARAMETER) || jobs.some(({ state }) => isActive(state));
  await Promise.all([
    askAll([
      partOfTab[tab],
      computer.power === undefined ? undefined : powerPanel,
      isNow && runs ? jobOutput : undefined,
    ]),
    isNow ? askForNotes(computer.notes) : undefined,
  ]);
}
