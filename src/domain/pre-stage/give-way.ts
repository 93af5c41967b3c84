/** Downloads that count, and how many may go on. `0`: any number. */
export interface Downloads {
  hub: { going: number; limit: number };
  subnets: { going: ReadonlyMap<string, number>; limit: number };
}

/** A pre-stage that holds a slot. */
export interface HeldByPreStage {
  computerId: string;
  subnet: string;
  /** From when on the job may begin that it is for. */
  beginsAt: Date;
}

/**
 * V3: the pre-stages that give their slots to jobs whose turn it is: as few as are needed, those that begin last
 * first; where a subnet is full, of this subnet.
 * @param waiting the subnets of computers whose jobs wait for a slot, in the order in which slots are given
 * @returns computers
 */
export function givingWay(
  waiting: Iterable<{ subnet: string }>,
  downloads: Downloads,
  preStages: readonly HeldByPreStage[],
): string[] {
  const left = preStages.toSorted((one, other) => other.beginsAt.getTime() - one.beginsAt.getTime());
  const near = new Map(downloads.subnets.going);
  let going = downloads.hub.going;
  const given: string[] = [];
  for (const { subnet } of waiting) {
    if (left.length === 0) return given;
    const isNearFull = isReached(near.get(subnet) ?? 0, downloads.subnets.limit);
    if (isNearFull || isReached(going, downloads.hub.limit)) {
      const at = isNearFull ? left.findIndex((one) => one.subnet === subnet) : 0;
      const [gone] = at < 0 ? [] : left.splice(at, 1);
      // Only jobs hold slots there: it waits for one of them.
      if (gone === undefined) continue;
      given.push(gone.computerId);
      near.set(gone.subnet, (near.get(gone.subnet) ?? 0) - 1);
      going -= 1;
    }
    near.set(subnet, (near.get(subnet) ?? 0) + 1);
    going += 1;
  }
  return given;
}

const isReached = (going: number, limit: number) => limit > 0 && going >= limit;
