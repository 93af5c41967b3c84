import { describe, expect, test } from 'vitest';
import { askAll, Late } from '#lib/ui/late.svelte.ts';

describe('a part of a page that comes late', () => {
  test('is fetched once, however many ask for it', async () => {
    let fetched = 0;
    const late = new Late(() => Promise.resolve({ default: `part ${(fetched += 1)}` }));
    expect(late.part).toBeUndefined();
    await Promise.all([late.ask(), late.ask()]);
    await late.ask();
    expect(late.part).toBe('part 1');
  });

  test('is tried again after it could not be had', async () => {
    let works = false;
    const late = new Late(() =>
      works ? Promise.resolve({ default: 'part' }) : Promise.reject(new Error('cut off')),
    );
    await expect(late.ask()).rejects.toThrow('cut off');
    expect(late.part).toBeUndefined();
    works = true;
    await late.ask();
    expect(late.part).toBe('part');
  });

  test('does not keep a page from being drawn', async () => {
    const lost = new Late<string>(() => Promise.reject(new Error('cut off')));
    const found = new Late(() => Promise.resolve({ default: 'part' }));
    await askAll([lost, undefined, found]);
    expect([lost.part, found.part]).toEqual([undefined, 'part']);
  });
});
