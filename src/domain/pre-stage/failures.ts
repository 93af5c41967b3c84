import type { ComputerContents, PreStageFailure } from '../entities.ts';

const MINUTE = 60_000;
/** V6 */
const LONGEST_DELAY = 2 * 60 * MINUTE;
/** Contents of one computer whose failures are remembered. */
const REMEMBERED = 20;

/** V6: a content could not be brought: it is tried again after a minute, each time twice as long later, 2 h at most. */
export function withFailure(
  contents: ComputerContents,
  failed: Pick<PreStageFailure, 'sha256' | 'reason' | 'detail'>,
  now: Date,
): ComputerContents {
  const earlier = contents.failures.find(({ sha256 }) => sha256 === failed.sha256);
  const tries = (earlier?.tries ?? 0) + 1;
  const delay = Math.min(MINUTE * 2 ** (tries - 1), LONGEST_DELAY);
  const failure: PreStageFailure = { ...failed, at: now, tries, retryAt: new Date(now.getTime() + delay) };
  const others = contents.failures.filter(({ sha256 }) => sha256 !== failed.sha256);
  return { ...contents, failures: [...others, failure].slice(-REMEMBERED) };
}

/** V5: what its agent tells now. What is there has not failed. */
export function withHeld(contents: ComputerContents, held: readonly string[]): ComputerContents {
  const there = new Set(held);
  return {
    ...contents,
    held: [...there],
    failures: contents.failures.filter(({ sha256 }) => !there.has(sha256)),
  };
}

/** Whether the same is held, in whatever order, and the same has failed as often. */
export function sameContents(one: ComputerContents, other: ComputerContents): boolean {
  return (
    new Set(one.held).symmetricDifference(new Set(other.held)).size === 0 &&
    one.failures.length === other.failures.length &&
    one.failures.every(({ sha256, tries }, at) => {
      const same = other.failures[at];
      return same?.sha256 === sha256 && same.tries === tries;
    })
  );
}
