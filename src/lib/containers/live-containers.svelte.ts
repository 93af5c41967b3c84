import type { Change } from '#protocol/change.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import { LiveRows } from '../live/live-rows.svelte.ts';
import { Refresher } from '../live/refresher.ts';

export interface ContainersPage {
  rows: ContainerView[];
  continued: boolean;
  next?: string;
}

export class LiveContainers {
  readonly list: LiveRows<ContainerView>;
  #page: ContainersPage;
  readonly #read: () => Promise<ContainersPage>;
  readonly #refresher = new Refresher(async () => {
    this.list.begin();
    this.snapshot(await this.#read());
  });

  /** @param read Asks for the page afresh. */
  constructor(page: ContainersPage, read: () => Promise<ContainersPage>) {
    this.#page = page;
    this.#read = read;
    this.list = new LiveRows({
      initial: page.rows,
      keyOf: (row) => row.id,
      // Newest first: ids grow with time.
      compare: (one, other) => (one.id > other.id ? -1 : 1),
    });
  }

  snapshot(page: ContainersPage): void {
    this.#page = page;
    this.list.snapshot(page.rows, 'whole');
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'containerRemoved') this.list.remove(change.containerId);
      if (change.kind !== 'container') continue;
      if (this.list.has(change.container.id) || this.#isNew(change.container))
        this.list.change(change.container);
    }
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
    this.list.close();
  }

  /** The first page begins with the newest; a change of an older container that is not shown stays unseen. */
  #isNew(container: ContainerView): boolean {
    const newest = this.#page.rows[0];
    return !this.#page.continued && (newest === undefined || container.id > newest.id);
  }
}
