import { describe, expect, test } from 'vitest';
import { exceedsCap, omittedOf, rangeToDrop, type ChunkSize } from '#domain/output-cap.ts';
import { seeded, seeds } from './seeded.ts';

const bytesOf = (chunks: readonly ChunkSize[]) => chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
const chunksOf = (...sizes: number[]): ChunkSize[] =>
  sizes.map((bytes, index) => ({ sequence: index + 1, bytes }));

/** What the hub does with each chunk that arrives. */
function store(stored: ChunkSize[], chunk: ChunkSize, cap: number): ChunkSize[] {
  const all = [...stored, chunk];
  const range = rangeToDrop(all, cap);
  return range === undefined
    ? all
    : all.filter(({ sequence }) => sequence < range.from || sequence > range.to);
}

describe('the middle', () => {
  test.each([
    ['fits', [50, 50], undefined],
    ['is an eighth beyond the cap: still fits', [50, 50, 12], undefined],
    ['goes when that is exceeded', [50, 10, 10, 50], { from: 2, to: 3 }],
    ['goes by whole chunks, the halves never exceeded', [30, 30, 30, 30], { from: 2, to: 3 }],
    ['is one chunk', [50, 13, 50], { from: 2, to: 2 }],
  ])('[O1] %s', (_, sizes, range) => {
    expect(rangeToDrop(chunksOf(...sizes), 100)).toEqual(range);
  });

  test('[O1] the limit is the cap and an eighth of it', () => {
    expect([exceedsCap(112, 100), exceedsCap(112.5, 100), exceedsCap(113, 100)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('[O2] nothing is omitted where nothing is missing', () => {
    expect(omittedOf(chunksOf(1, 2, 3))).toBeUndefined();
    expect(omittedOf([])).toBeUndefined();
  });

  test('[O2] the marker names the first and the last that is missing', () => {
    expect(omittedOf([1, 2, 6, 7].map((sequence) => ({ sequence, bytes: 1 })))).toEqual({ from: 3, to: 5 });
  });

  test('[O2] small chunks after large ones do not tear a second gap', () => {
    let stored: ChunkSize[] = [];
    for (const [index, bytes] of [40, 40, 40, ...Array<number>(80).fill(2)].entries()) {
      stored = store(stored, { sequence: index + 1, bytes }, 100);
    }
    const gap = omittedOf(stored);
    const kept = stored.map(({ sequence }) => sequence);
    const missing = Array.from({ length: 83 }, (_, index) => index + 1).filter((one) => !kept.includes(one));
    expect(missing).toEqual(Array.from({ length: missing.length }, (_, index) => 2 + index));
    expect(gap).toEqual({ from: 2, to: missing.at(-1) });
  });
});

test('[O1] [O2] hold at every step for chunks of sizes at random', () => {
  let trimmed = 0;
  for (const seed of seeds(150)) {
    const chosen = seeded(seed);
    const cap = chosen.whole(400, 2_000);
    const largest = Math.floor(cap / chosen.whole(4, 40));
    let stored: ChunkSize[] = [];
    let sent: ChunkSize[] = [];
    for (let sequence = 1; sequence <= 250; sequence += 1) {
      // Long stretches of small lines after large ones, as programs write them.
      const size = chosen.chance(0.5) ? chosen.whole(1, largest) : chosen.whole(1, 4);
      const chunk = { sequence, bytes: size };
      sent = [...sent, chunk];
      stored = store(stored, chunk, cap);
      expect(bytesOf(stored), `seed ${seed}`).toBeLessThanOrEqual(cap * 1.125);

      const gap = omittedOf(stored);
      const kept = new Set(stored.map((one) => one.sequence));
      const missing = sent.filter((one) => !kept.has(one.sequence)).map((one) => one.sequence);
      expect(gap, `seed ${seed}, ${sequence}`).toEqual(
        missing.length === 0 ? undefined : { from: missing[0], to: missing.at(-1) },
      );
      if (gap === undefined) {
        expect(stored, `seed ${seed}`).toEqual(sent);
        continue;
      }
      trimmed += 1;
      expect(missing, `seed ${seed}, ${sequence}: one range`).toHaveLength(gap.to - gap.from + 1);
      const head = bytesOf(stored.filter((one) => one.sequence < gap.from));
      const tail = bytesOf(stored.filter((one) => one.sequence > gap.to));
      expect(head, `seed ${seed}`).toBeLessThanOrEqual(cap / 2);
      expect(head, `seed ${seed}`).toBeGreaterThan(cap / 2 - largest);
      expect(tail, `seed ${seed}`).toBeGreaterThan(cap / 2 - largest);
    }
  }
  expect(trimmed).toBeGreaterThan(1_000);
});
