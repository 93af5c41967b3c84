import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '#store/contract/store.ts';
import { openTestStore, type TestStore } from '#tests/support/store.ts';

/**
 * One part of the contract, held to the server of this test run, whichever that is. Each part has a database of its
 * own, dropped at its end.
 */
export function describeStore(
  title: string,
  cases: (given: { store: () => Store; opened: () => TestStore }) => void,
): void {
  describe(title, () => {
    let opened: TestStore | undefined;
    const current = () => {
      if (opened === undefined) throw new Error('The store is not open.');
      return opened;
    };
    beforeAll(async () => {
      opened = await openTestStore();
    });
    afterAll(async () => {
      await opened?.dispose();
    });
    cases({ store: () => current().store, opened: current });
  });
}

/** Reads a list page by page until it ends, at most 100 pages. */
export async function everyPage<Row>(read: (last: Row | undefined) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await read(rows.at(-1));
    if (page.length === 0) return rows;
    rows.push(...page);
  }
  throw new Error('The list did not end.');
}

export const idOf = ({ id }: { id: string }) => id;
