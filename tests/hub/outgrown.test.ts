import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_STORE_COMPUTERS, isOutgrown } from '#hub/outgrown.ts';
import { aComputer } from '#tests/support/builders.ts';
import { openTestStore, type TestStore } from '#tests/support/store.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.dispose());

describe('the notice to move to MongoDB', () => {
  it('comes with the first computer above the size that was measured, and never on MongoDB', async () => {
    const { store } = opened;
    for (let made = 0; made < EMBEDDED_STORE_COMPUTERS; made += 1) await store.computers.insert(aComputer());
    expect(await isOutgrown({ store, embedded: true })).toBe(false);
    await store.computers.insert(aComputer());
    expect(await isOutgrown({ store, embedded: true })).toBe(true);
    expect(await isOutgrown({ store, embedded: false })).toBe(false);
  });
});
