import { LIMITS } from '#protocol/limits.ts';
import type { SystemSeen } from '#protocol/views/package.ts';
import type { Store } from '#store/contract/store.ts';
import type { Clock } from './clock.ts';

/** Milliseconds for which an answer serves: a fleet gets a new system seldom, and forms are opened often. */
const SERVES = 5 * 60_000;

/** The systems of the fleet, counted at most once in five minutes, however many ask. */
export class SystemsSeen {
  readonly #store: { computers: Pick<Store['computers'], 'systems'> };
  readonly #clock: Clock;
  #known: { at: number; rows: Promise<SystemSeen[]> } | undefined;

  constructor(parts: { store: { computers: Pick<Store['computers'], 'systems'> }; clock: Clock }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
  }

  /** The most frequent first, bounded. */
  rows(): Promise<SystemSeen[]> {
    const now = this.#clock.now().getTime();
    if (this.#known === undefined || now - this.#known.at >= SERVES) {
      const rows = this.#count();
      const known = { at: now, rows };
      this.#known = known;
      // What failed serves nobody else.
      rows.catch(() => {
        if (this.#known === known) this.#known = undefined;
      });
    }
    return this.#known.rows;
  }

  async #count(): Promise<SystemSeen[]> {
    const rows = await this.#store.computers.systems();
    const words = ({ family, name, version, architecture }: SystemSeen) =>
      [family, name, version, architecture].join('\n');
    return rows
      .toSorted((one, other) => other.computers - one.computers || words(one).localeCompare(words(other)))
      .slice(0, LIMITS.systemsSeen);
  }
}
