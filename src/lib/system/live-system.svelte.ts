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
/** Between two moments of which a rate is made. */
const LEAST_SECONDS = 0.5;

export class LiveSystem {
  system = $state.raw() as SystemView;
  hours = $state.raw<HourView[]>([]);
  /** Messages a second, between the last two times it was told; undefined at first. */
  rates = $state.raw<{ received: number; sent: number } | undefined>(undefined);
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
      this.#receive(system);
      this.hours = hours;
    });
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) if (change.kind === 'system') this.#receive(change.system);
    if (this.#now() - this.#readAt > STATISTICS_AGE_MILLISECONDS) this.#refresher.request();
  }

  #receive(system: SystemView): void {
    const { at, messages } = this.system;
    const seconds = (new Date(system.at).getTime() - new Date(at).getTime()) / 1000;
    // What is too close together says nothing; what is older than what is shown was overtaken.
    if (seconds >= LEAST_SECONDS) {
      const rate = (now: number, before: number) => Math.max(0, now - before) / seconds;
      this.rates = {
        received: rate(system.messages.received, messages.received),
        sent: rate(system.messages.sent, messages.sent),
      };
    }
    if (seconds >= 0) this.system = system;
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
  }
}
