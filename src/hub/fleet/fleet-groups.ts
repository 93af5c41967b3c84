import type { FleetFacts } from '#domain/fleet/facts.ts';
import { naturalKey } from '#domain/fleet/natural-key.ts';
import type { GroupPlace } from '#domain/groups.ts';
import type { GroupName } from '#protocol/views/group.ts';
import type { Store } from '#store/contract/store.ts';

/** The tree of groups of computers in memory: some thousand names at most, read whole when one of them has changed. */
export class FleetGroups {
  #groups: ReadonlyMap<string, GroupPlace> = new Map();
  #isOld = true;

  get isOld(): boolean {
    return this.#isOld;
  }

  changed(): void {
    this.#isOld = true;
  }

  async refresh({ groups }: Pick<Store, 'groups'>): Promise<void> {
    if (!this.#isOld) return;
    this.#isOld = false;
    try {
      this.#groups = new Map((await groups.all('computers')).map((group) => [group.id, group]));
    } catch (error) {
      this.#isOld = true;
      throw error;
    }
  }

  all(): GroupPlace[] {
    return [...this.#groups.values()];
  }

  /** The groups that a computer is in itself, by name. */
  of({ groupIds }: Pick<FleetFacts, 'groupIds'>): GroupName[] {
    const names = groupIds.flatMap((id) => {
      const group = this.#groups.get(id);
      return group === undefined ? [] : [{ id, name: group.name }];
    });
    return names.length < 2 ? names : names.sort(byName);
  }
}

const byName = (one: GroupName, other: GroupName) => (naturalKey(one.name) < naturalKey(other.name) ? -1 : 1);
