import type { Change } from '#protocol/change.ts';
import { Refresher } from './refresher.ts';

/**
 * What a page shows of things that change seldom (packages): every change asks for all of it again, which is
 * simpler than merging and as quick.
 */
export class Reloaded<Snapshot> {
  value = $state.raw() as Snapshot;
  readonly #refresher: Refresher;

  constructor(initial: Snapshot, read: () => Promise<Snapshot>) {
    this.value = initial;
    this.#refresher = new Refresher(async () => {
      this.value = await read();
    });
  }

  apply(changes: readonly Change[]): void {
    if (changes.length > 0) this.#refresher.request();
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
  }
}
