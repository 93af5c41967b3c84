import type { ContainerView } from '#protocol/views/container.ts';
import type { Choice } from './pick.ts';

/** A job container that is deployed again, all of it or what failed: what the assistant begins with. */
export interface ChosenAgain {
  container: ContainerView;
  part: 'all' | 'failed';
  uninstallOtherVersions: boolean;
  computers: { id: string; name: string }[];
  /** Packages of it that have been deleted since. */
  gonePackages: number;
}

/** Its computers, chosen. */
export const computersAgain = (again: ChosenAgain | undefined): Choice[] =>
  again?.computers.map(({ id, name }) => ({ id, name, note: '' })) ?? [];
