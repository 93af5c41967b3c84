import type { Store } from '#store/contract/store.ts';

/** Computers up to which the embedded store is the right choice; see docs/admins.md for what was measured. */
export const EMBEDDED_STORE_COMPUTERS = 500;

/** @returns whether it is time to move to MongoDB */
export async function isOutgrown({ store, embedded }: { store: Store; embedded: boolean }): Promise<boolean> {
  // Every page of an admin asks: no more are counted than it takes.
  return embedded && (await store.computers.count(EMBEDDED_STORE_COMPUTERS + 1)) > EMBEDDED_STORE_COMPUTERS;
}
