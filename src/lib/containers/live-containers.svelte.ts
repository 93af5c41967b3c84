import type { Change } from '#protocol/change.ts';
import type { ContainerStateCounts } from '#protocol/container-list.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import { nextFrame } from '../live/frame.ts';
import { Refresher } from '../live/refresher.ts';

export interface ContainersPage {
  rows: ContainerView[];
  /** Of all that fit. */
  total: number;
  /** Of those that fit in all but the state. */
  states: ContainerStateCounts;
  /** Rows on the pages before. */
  from: number;
  /** Who has created any. */
  creators: string[];
}

/** What comes, goes or moves is asked for together: with a running deployment something changes all the time. */
const COLLECT_MILLISECONDS = 1500;

/**
 * A page of the list. What is shown of a container changes at once, where it stands does not while somebody is at the
 * list: no row slips away under the pointer.
 */
export class LiveContainers {
  page = $state.raw() as Omit<ContainersPage, 'rows'>;
  rows = $state.raw<readonly ContainerView[]>([]);
  /** Rows have come, gone or moved, and are not shown so yet. */
  isBehind = $state(false);
  readonly #read: () => Promise<ContainersPage>;
  readonly #refresher = new Refresher(async () => this.#take(await this.#read()));
  readonly #changed = new Map<string, ContainerView>();
  #newest: ContainersPage;
  #isHeld = false;
  #cancelFrame: (() => void) | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;

  /** @param read Asks for the page afresh. */
  constructor(page: ContainersPage, read: () => Promise<ContainersPage>) {
    this.#read = read;
    this.#newest = page;
    this.snapshot(page);
  }

  /** What was asked for by whoever looks: shown as it is. */
  snapshot(page: ContainersPage): void {
    this.#newest = page;
    this.#showNewest();
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'containerRemoved') {
        const left = this.rows.filter(({ id }) => id !== change.containerId);
        if (left.length < this.rows.length) this.rows = left;
      } else if (change.kind === 'container') this.#changed.set(change.container.id, change.container);
    }
    this.#cancelFrame ??= nextFrame(() => {
      this.#cancelFrame = undefined;
      this.#update();
    });
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.#refresher.request();
    }, COLLECT_MILLISECONDS);
  }

  refresh(): void {
    this.#refresher.request();
  }

  /** Somebody is at the rows: with the pointer, the keyboard, or with some that are chosen. */
  hold(on: boolean): void {
    this.#isHeld = on;
    if (!on && this.isBehind) this.#showNewest();
  }

  showNow(): void {
    this.#showNewest();
  }

  close(): void {
    this.#refresher.close();
    this.#cancelFrame?.();
    clearTimeout(this.#later);
  }

  #take(page: ContainersPage): void {
    this.#newest = page;
    const { rows, ...rest } = page;
    const stays = rows.length === this.rows.length && rows.every(({ id }, at) => this.rows[at]?.id === id);
    if (stays || !this.#isHeld) return this.#showNewest();
    this.page = rest;
    this.isBehind = true;
    this.rows = newestOf(this.rows, new Map(rows.map((row) => [row.id, row])));
  }

  #showNewest(): void {
    const { rows, ...rest } = this.#newest;
    this.page = rest;
    this.rows = newestOf(rows, this.#changed);
    this.isBehind = false;
  }

  #update(): void {
    this.rows = newestOf(this.rows, this.#changed);
    this.#changed.clear();
  }
}

/** The same rows, each as it is known last. */
const newestOf = (
  rows: readonly ContainerView[],
  known: ReadonlyMap<string, ContainerView>,
): readonly ContainerView[] =>
  rows.map((row) => {
    const other = known.get(row.id);
    return other !== undefined && other.revision >= row.revision ? other : row;
  });
