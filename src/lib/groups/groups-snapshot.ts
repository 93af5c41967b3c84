import type { ComputerView } from '#protocol/views/computer.ts';
import type { GroupKind, GroupView } from '#protocol/views/group.ts';
import type { PackageView } from '#protocol/views/package.ts';

/** What the page of groups shows. */
export interface GroupsSnapshot {
  of: GroupKind;
  /** The whole tree, by name. */
  groups: GroupView[];
  /** The one whose members are shown. */
  groupId?: string;
  /** A page of its computers, and of those of the groups below it. */
  computers: { rows: ComputerView[]; next?: string };
  /** Its packages, in order. */
  packages: PackageView[];
}
