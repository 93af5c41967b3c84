import type { Actor } from '#domain/entities.ts';
import type {
  AddedByName,
  ComputerGroupView,
  GroupKind,
  GroupView,
  PackageGroupView,
} from '#protocol/views/group.ts';
import type { PackageView } from '#protocol/views/package.ts';
import type { Input } from '../hub.ts';

export interface GroupCommands {
  /** Refusals: `nameTaken` beside the same parent, `tooLarge` for too many groups; G1 as problems of `parentId`. */
  createGroup(actor: Actor, input: Input<'CreateGroup'>): Promise<GroupView>;
  /** Refusals: as for creating, `changedMeanwhile`. */
  editGroup(actor: Actor, input: Input<'EditGroup'>): Promise<GroupView>;
  /** Its members leave it, and stay; groups below move up. Refusals: `nameTaken` when one of those cannot. */
  deleteGroup(actor: Actor, input: Input<'DeleteGroup'>): Promise<void>;
  /** @returns how many came and went. Refusals: `notFound` for an unknown computer, `tooLarge` for one in too many groups */
  changeMembers(actor: Actor, input: Input<'ChangeMembers'>): Promise<{ added: number; removed: number }>;
  addComputersByName(actor: Actor, input: Input<'AddComputersByName'>): Promise<AddedByName>;
  /** Refusals: `notFound` for an unknown package, `changedMeanwhile`. */
  setPackageGroup(actor: Actor, input: Input<'SetPackageGroup'>): Promise<PackageGroupView>;
}

export interface GroupQueries {
  /** All of them, by name: the tree hangs together by `parentId`. */
  computerGroups(actor: Actor): Promise<ComputerGroupView[]>;
  packageGroups(actor: Actor): Promise<PackageGroupView[]>;
  /** In the group's order. */
  packagesOfGroup(actor: Actor, id: string): Promise<PackageView[]>;
  group(actor: Actor, of: GroupKind, id: string): Promise<GroupView>;
}
