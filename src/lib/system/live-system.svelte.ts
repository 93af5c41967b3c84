import type { Change } from '#protocol/change.ts';
import type { HourView } from '#protocol/views/history.ts';
import type { SystemView } from '#protocol/views/system.ts';
import { Refresher } from '../live/refresher.ts';

/** What the load of the system page gives. */
export interface SystemSnapshot {
  system: SystemView;
  /** The last day, oldest first. */
  hours: HourView[];
}

/** The statistics of an hour are written shortly after its end; while it runs they move slowly. */
const STATISTICS_AGE_MILLISECONDS = 60_000;

export class LiveSystem {
  system = $state.raw() as SystemView;
  hours = $state.raw<HourView[]>([]);
  readonly #now: () => number;
  #readAt: number;
  readonly #refresher: Refresher;

  /** @param parts.now Milliseconds. */
  constructor(parts: { snapshot: SystemSnapshot; read: () => Promise<SystemSnapshot>; now: () => number }) {
    this.#now = parts.now;
    this.#readAt = parts.now();
    this.system = parts.snapshot.system;
    this.hours = parts.snapshot.hours;
    this.#refresher = new Refresher(async () => {
      const { system, hours } = await parts.read();
      this.#readAt = this.#now();
      this.system = system;
      this.hours = hours;
    });
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) if (change.kind === 'system') this.system = change.system;
    if (this.#now() - this.#readAt > STATISTICS_AGE_MILLISECONDS) this.#refresher.request();
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
  }
}
