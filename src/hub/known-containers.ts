import type { ContainerFacts } from '#domain/container-list.ts';
import type { JobContainer } from '#domain/entities.ts';
import type { ContainerStore } from '#store/contract/aggregates.ts';

/** Removed containers that are remembered: an answer of the database that was overtaken must not bring one back. */
const GONE_REMEMBERED = 1_000;

/**
 * What lists know of all containers, kept in memory: there are thousands at most, and reading them takes the database
 * longer than anybody should wait for a page. The hub alone writes, so that what it writes is what there is. They are
 * read when they are first asked for.
 */
export class KnownContainers {
  /** To be used in place of the one that was given: whatever is written through it is known here. */
  readonly store: ContainerStore;
  readonly #given: ContainerStore;
  readonly #isAlone: boolean;
  readonly #facts = new Map<string, ContainerFacts>();
  readonly #gone = new Set<string>();
  #reading: Promise<void> | undefined;

  /** @param isAlone Whether nobody else writes; otherwise all are read each time. */
  constructor(given: ContainerStore, { isAlone }: { isAlone: boolean }) {
    this.#given = given;
    this.#isAlone = isAlone;
    this.store = isAlone ? this.#noting(given) : given;
  }

  async all(): Promise<Iterable<ContainerFacts>> {
    if (!this.#isAlone) {
      const read: ContainerFacts[] = [];
      await this.#given.eachFacts((facts) => read.push(facts));
      return read;
    }
    this.#reading ??= this.#given.eachFacts((facts) => this.#take(facts));
    try {
      await this.#reading;
    } catch (error) {
      this.#reading = undefined;
      throw error;
    }
    return this.#facts.values();
  }

  #noting(given: ContainerStore): ContainerStore {
    const noted = (container: JobContainer | undefined) => {
      if (container !== undefined) this.#take(factsOf(container));
      return container;
    };
    return {
      ...given,
      insert: async (container) => {
        const inserted = await given.insert(container);
        this.#take(factsOf(inserted));
        return inserted;
      },
      change: async (id, fields) => noted(await given.change(id, fields)),
      setCounts: async (id, counts, settlement) => noted(await given.setCounts(id, counts, settlement)),
      reopen: async (id) => noted(await given.reopen(id)),
      beginPurge: async (container) => {
        const began = await given.beginPurge(container);
        if (began) this.#forget(container.id);
        return began;
      },
    };
  }

  /** The higher revision wins: answers of the database may overtake one another. */
  #take(facts: ContainerFacts): void {
    if (this.#gone.has(facts.id)) return;
    const known = this.#facts.get(facts.id);
    if (known === undefined || facts.revision >= known.revision) this.#facts.set(facts.id, facts);
  }

  #forget(id: string): void {
    this.#facts.delete(id);
    this.#gone.add(id);
    const [oldest] = this.#gone;
    if (oldest !== undefined && this.#gone.size > GONE_REMEMBERED) this.#gone.delete(oldest);
  }
}

function factsOf(container: JobContainer): ContainerFacts {
  const { id, name, startAt, priority, paused, jobs, counts, createdAt, createdBy, revision } = container;
  const { settledAt, settledAs } = container;
  return {
    ...{ id, name, startAt, priority, paused, jobs, counts, createdAt, createdBy, revision },
    ...(settledAt === undefined ? {} : { settledAt }),
    ...(settledAs === undefined ? {} : { settledAs }),
  };
}
