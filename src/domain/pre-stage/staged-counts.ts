import type { PreStagedCounts } from '#protocol/pre-stage.ts';
import type { ComputerContents } from '../entities.ts';

/**
 * V7: how far a container's content has come.
 * @param needs by computer, the content that its waiting jobs of the container need
 * @param contents of these computers, as far as anything is known of them
 */
export function stagedCounts(
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  contents: Iterable<ComputerContents>,
): PreStagedCounts {
  const counts = { computers: needs.size, present: 0, failed: 0 };
  for (const { computerId, held, failures } of contents) {
    const needed = needs.get(computerId);
    if (needed === undefined) continue;
    if (needed.isSubsetOf(new Set(held))) counts.present += 1;
    else if (failures.some(({ sha256 }) => needed.has(sha256))) counts.failed += 1;
  }
  return counts;
}

export const sameStaged = (one: PreStagedCounts | undefined, other: PreStagedCounts | undefined) =>
  one?.computers === other?.computers && one?.present === other?.present && one?.failed === other?.failed;
