import { describe, expect, test } from 'vitest';
import type { OutputChunkView, OutputExtent } from '#protocol/views/container.ts';
import { ChunkOrder, type Ordered } from '#lib/output/chunk-order.ts';

const chunk = (sequence: number): OutputChunkView => ({
  sequence,
  stream: 'stdout',
  text: `${sequence}\n`,
  at: '2026-11-23T12:00:00.000Z',
});
const chunks = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => chunk(from + index));
const extent = (more: Partial<OutputExtent> = {}): OutputExtent => ({ lastSequence: 0, bytes: 0, ...more });
const sequencesOf = (ordered: Ordered[]) =>
  ordered.map((piece) =>
    piece.kind === 'chunk' ? piece.chunk.sequence : `omitted ${piece.from}-${piece.to}`,
  );

describe('history and live output become one sequence', () => {
  test('live chunks that arrive during the history wait for it', () => {
    const order = new ChunkOrder();
    expect(order.offer(chunks(4, 5), extent())).toEqual([]);
    expect(order.hasGap).toBe(true);
    expect(sequencesOf(order.offer(chunks(1, 3), extent()))).toEqual([1, 2, 3, 4, 5]);
    expect(order.hasGap).toBe(false);
    expect(order.reached).toBe(5);
  });

  test('a chunk is handed on once, however often it comes', () => {
    const order = new ChunkOrder();
    order.offer(chunks(1, 3), extent());
    expect(sequencesOf(order.offer(chunks(2, 4), extent()))).toEqual([4]);
  });

  test('the middle that the hub dropped is stepped over and named', () => {
    const order = new ChunkOrder();
    const omitted = extent({ omitted: { from: 3, to: 7 } });
    expect(sequencesOf(order.offer([...chunks(1, 2), ...chunks(8, 9)], omitted))).toEqual([
      1,
      2,
      'omitted 3-7',
      8,
      9,
    ]);
  });

  test('what the console has seen before it was dropped is not named', () => {
    const order = new ChunkOrder();
    order.offer(chunks(1, 5), extent());
    expect(sequencesOf(order.offer(chunks(8, 8), extent({ omitted: { from: 3, to: 7 } })))).toEqual([
      'omitted 6-7',
      8,
    ]);
  });

  test('a gap that the hub has not made is not stepped over', () => {
    const order = new ChunkOrder();
    const omitted = extent({ omitted: { from: 4, to: 7 } });
    expect(sequencesOf(order.offer([chunk(1), chunk(8)], omitted))).toEqual([1]);
    expect(order.hasGap).toBe(true);
  });

  test('a long history gets through although the store of waiting chunks is full', () => {
    const order = new ChunkOrder();
    order.offer(chunks(5001, 9000), extent());
    expect(order.offer(chunks(1, 5000), extent()).length).toBeGreaterThanOrEqual(5000);
    order.offer(chunks(order.reached + 1, 9000), extent());
    expect(order.reached).toBe(9000);
  });
});
