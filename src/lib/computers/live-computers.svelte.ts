import type { Change } from '#protocol/change.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { GroupView } from '#protocol/views/group.ts';
import { LiveRows } from '../live/live-rows.svelte.ts';
import { Refresher } from '../live/refresher.ts';

/** One page of the list of computers, as the load gives it. */
export interface ComputersPage {
  rows: ComputerView[];
  search: string;
  /** All groups of computers, and the one to which the list is narrowed. */
  groups: GroupView[];
  groupId?: string;
  /** Begins after another page. */
  continued: boolean;
  next?: string;
}

const byName = (one: ComputerView, other: ComputerView) =>
  one.name.localeCompare(other.name, 'en', { sensitivity: 'base' }) || (one.id < other.id ? -1 : 1);

export class LiveComputers {
  readonly list: LiveRows<ComputerView>;
  #page: ComputersPage;
  readonly #read: () => Promise<ComputersPage>;
  readonly #refresher = new Refresher(async () => {
    this.list.begin();
    this.snapshot(await this.#read());
  });

  /** @param read Asks for the page afresh. */
  constructor(page: ComputersPage, read: () => Promise<ComputersPage>) {
    this.#page = page;
    this.#read = read;
    this.list = new LiveRows({ initial: this.#page.rows, keyOf: (row) => row.id, compare: byName });
  }

  snapshot(page: ComputersPage): void {
    this.#page = page;
    this.list.snapshot(page.rows, 'whole');
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'computersChanged') this.refresh();
      if (change.kind === 'computerRemoved') this.list.remove(change.computerId);
      if (change.kind !== 'computer') continue;
      if (this.#page.groupId !== undefined && this.#movedGroups(change.computer)) {
        // Which groups count is known where the tree is.
        this.refresh();
        continue;
      }
      if (this.list.has(change.computer.id) || this.#belongsHere(change.computer)) {
        this.list.change(change.computer);
      }
    }
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
    this.list.close();
  }

  #movedGroups(computer: ComputerView): boolean {
    const before = this.list.peek(computer.id)?.groups ?? [];
    const ids = new Set(before.map(({ id }) => id));
    return before.length !== computer.groups.length || computer.groups.some(({ id }) => !ids.has(id));
  }

  /** Whether a computer that is new to us would have been on this page. */
  #belongsHere(computer: ComputerView): boolean {
    if (this.#page.groupId !== undefined) return false;
    if (this.#page.continued || !computer.name.toLowerCase().includes(this.#page.search.toLowerCase()))
      return false;
    const last = this.#page.rows.at(-1);
    return this.#page.next === undefined || last === undefined || byName(computer, last) < 0;
  }
}
