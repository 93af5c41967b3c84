import { describe, expect, test } from 'vitest';
import { positionOf } from '#lib/live/numbering.ts';
import { Refresher } from '#lib/live/refresher.ts';

describe('numbers of a topic', () => {
  test.each([
    ['the first before the watch is confirmed', undefined, { previous: 7, number: 8 }, 'next'],
    ['the one that follows', 8, { previous: 8, number: 9 }, 'next'],
    ['one that leaves others out', 8, { previous: 9, number: 10 }, 'gap'],
    ['one after the hub itself left changes out', 8, { previous: -1, number: 10 }, 'gap'],
    ['one that was seen already', 8, { previous: 7, number: 8 }, 'old'],
  ] as const)('%s', (_, last, message, position) => expect(positionOf(last, message)).toBe(position));
});

describe('refreshing', () => {
  test('a refresh asked for during a refresh follows it, once', async () => {
    const runs: PromiseWithResolvers<void>[] = [];
    const refresher = new Refresher(() => {
      const run = Promise.withResolvers<void>();
      runs.push(run);
      return run.promise;
    });
    refresher.request();
    refresher.request();
    refresher.request();
    expect(runs).toHaveLength(1);
    runs[0]?.resolve();
    await expect.poll(() => runs.length).toBe(2);
    runs[1]?.resolve();
    await runs[1]?.promise;
    refresher.request();
    await expect.poll(() => runs.length).toBe(3);
  });

  test('one that fails is tried again after a pause', async () => {
    let runs = 0;
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    const refresher = new Refresher(() => {
      runs += 1;
      return runs < 3 ? Promise.reject(new Error('cut off')) : Promise.resolve();
    }, pause);
    refresher.request();
    await expect.poll(() => runs).toBe(3);
    expect(pauses).toBe(2);
  });
});
