import { LIMITS } from '#protocol/limits.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { Store } from '#store/contract/store.ts';
import { activityFacts, installedFacts, recordOf, type FleetRecord } from './fleet-record.ts';
import type { FleetIndex } from './fleet-index.ts';
import { Shared } from './shared.ts';
import type { Touched } from './touched-computers.ts';

/** Reads computers into the index. What has not changed since is not read again. */
export class FleetReader {
  readonly #store: Pick<Store, 'computers' | 'installations' | 'jobs'>;
  readonly #index: FleetIndex;
  readonly #shared = new Shared();

  constructor(store: Pick<Store, 'computers' | 'installations' | 'jobs'>, index: FleetIndex) {
    this.#store = store;
    this.#index = index;
  }

  /** Of computers that are not in the index yet. */
  async take(computers: readonly ComputerSummary[]): Promise<void> {
    const ids = computers.map(({ id }) => id);
    const [installed, activity] = await Promise.all([this.#installed(ids), this.#store.jobs.activityOf(ids)]);
    for (const computer of computers) {
      const { id } = computer;
      const known = { shared: this.#shared, installed: installed.get(id) ?? [], activity: activity.get(id) };
      this.#index.put(recordOf(computer, known));
    }
  }

  /** Brings these computers up to date. */
  async refresh(touched: ReadonlyMap<string, Touched>): Promise<void> {
    const ids = [...touched.keys()];
    const revisions = await this.#store.computers.revisionsOf(ids);
    const changed = ids.filter((id) => {
      const revision = revisions.get(id);
      return revision !== undefined && this.#index.get(id)?.revision !== revision;
    });
    const fresh = new Set(ids.filter((id) => touched.get(id)?.installations === true || !this.#isKnown(id)));
    const [computers, installed, activity] = await Promise.all([
      changed.length === 0 ? [] : this.#store.computers.getMany(changed),
      this.#installed([...fresh]),
      this.#store.jobs.activityOf(ids),
    ]);
    const read = new Map(computers.map((computer) => [computer.id, computer]));
    for (const id of ids) {
      if (!revisions.has(id)) {
        this.#index.remove(id);
        continue;
      }
      const before = this.#index.get(id);
      const computer = read.get(id);
      const known = installed.get(id) ?? (fresh.has(id) ? [] : before?.installed) ?? [];
      if (computer !== undefined) {
        this.#index.put(
          recordOf(computer, { shared: this.#shared, installed: known, activity: activity.get(id) }),
        );
      } else if (before !== undefined) {
        this.#index.put({ ...before, installed: known, ...activityFacts(activity.get(id)) });
      }
    }
  }

  #isKnown(id: string): boolean {
    return this.#index.get(id) !== undefined;
  }

  async #installed(ids: string[]): Promise<Map<string, FleetRecord['installed']>> {
    if (ids.length === 0) return new Map();
    const rows = Map.groupBy(await this.#store.installations.installedOn(ids), (row) => row.computerId);
    return new Map([...rows].map(([id, own]) => [id, installedFacts(own, this.#shared)]));
  }
}

/** All computers, page by page; the next one is read while the one before it is worked upon. */
export async function* pagesOf({ computers }: Pick<Store, 'computers'>): AsyncGenerator<ComputerSummary[]> {
  const read = async (after?: ComputerSummary) =>
    computers.list({ limit: LIMITS.pageRows, ...(after === undefined ? {} : { after }) });
  for (let next = read(); ;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    next = read(last);
    // Whoever waits for it is told; nobody may be waiting when the page before it could not be worked upon.
    next.catch(() => undefined);
    yield page;
  }
}
