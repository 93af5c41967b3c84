import type { Group } from '#domain/entities.ts';
import type { GroupKind } from '#protocol/views/group.ts';

/** The two trees of groups, and who is in them. */
export interface GroupStore {
  /** @throws Refusal `nameTaken` by another one below the same parent */
  insert(of: GroupKind, group: Omit<Group, 'revision'>): Promise<Group>;
  get(of: GroupKind, id: string): Promise<Group | undefined>;
  getMany(of: GroupKind, ids: string[]): Promise<Group[]>;
  /** The whole tree, by name, without regard to case. */
  all(of: GroupKind): Promise<Group[]>;
  /**
   * Compare-and-set of all that an admin may change. @returns undefined when it is gone or has another revision
   * @throws Refusal `nameTaken`
   */
  change(
    of: GroupKind,
    group: Pick<Group, 'id' | 'revision' | 'name' | 'notes' | 'parentId' | 'packageIds'>,
  ): Promise<Group | undefined>;
  remove(of: GroupKind, id: string): Promise<void>;
  /** A package is deleted: it leaves every group. @returns the groups that it was in */
  forgetPackage(packageId: string): Promise<Group[]>;
  /** How many computers are in each of these groups; 0 is there too. */
  countMembers(groupIds: string[]): Promise<Map<string, number>>;
  /** Computers in any of these groups, each once, by name; `after` the name of the last one seen. */
  members(page: {
    groupIds: string[];
    after?: string;
    limit: number;
  }): Promise<{ id: string; name: string }[]>;
  /** Nothing happens to those that are in it already. */
  addMembers(groupId: string, computerIds: string[]): Promise<void>;
  removeMembers(groupId: string, computerIds: string[]): Promise<void>;
}
