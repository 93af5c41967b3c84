import type { OutputExtent } from '#protocol/views/container.ts';

export interface ChunkSize {
  sequence: number;
  /** Bytes of text. */
  bytes: number;
}

/** Bytes the stored tail may grow beyond its half before it is trimmed, so that trimming is rare. */
const SLACK = 1 / 8;

/**
 * O1: of an attempt's output the hub keeps the first half of the cap and the last half; what lies between is
 * dropped, as one range of sequences.
 *
 * @param chunks what is stored now, by sequence; an earlier range is missing from it already.
 * @param cap bytes kept of one attempt.
 * @returns the range to drop now, or undefined while everything fits.
 */
export function rangeToDrop(
  chunks: readonly ChunkSize[],
  cap: number,
): { from: number; to: number } | undefined {
  const half = cap / 2;
  const total = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  if (!exceedsCap(total, cap)) return undefined;
  let first = 0;
  for (let kept = 0; first < chunks.length; first += 1) {
    kept += chunks[first]?.bytes ?? 0;
    // The first half ends where it ended before: a small chunk that would still fit behind the earlier range
    // would leave two ranges instead of one.
    if (kept > half || followsGap(chunks, first)) break;
  }
  let last = chunks.length - 1;
  for (let kept = 0; last > first; last -= 1) {
    kept += chunks[last]?.bytes ?? 0;
    if (kept > half) break;
  }
  const from = chunks[first];
  const to = chunks[last];
  return from === undefined || to === undefined ? undefined : { from: from.sequence, to: to.sequence };
}

/** Whether so much is stored that the middle must go: some more than the cap, so that this happens seldom. */
export function exceedsCap(storedBytes: number, cap: number): boolean {
  return storedBytes > cap * (1 + SLACK);
}

/** O2: the marker names every sequence that was dropped: the one gap in what is stored. */
export function omittedOf(chunks: readonly ChunkSize[]): OutputExtent['omitted'] {
  const index = chunks.findIndex((_, at) => followsGap(chunks, at));
  const before = chunks[index - 1];
  const here = chunks[index];
  return before === undefined || here === undefined
    ? undefined
    : { from: before.sequence + 1, to: here.sequence - 1 };
}

function followsGap(chunks: readonly ChunkSize[], index: number): boolean {
  const before = chunks[index - 1];
  const here = chunks[index];
  return before !== undefined && here !== undefined && here.sequence > before.sequence + 1;
}
