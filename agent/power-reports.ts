import type { PowerReport } from '#protocol/agent.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import { keepTelling, type News } from './keep-telling.ts';
import type { Log } from './log.ts';
import { Notice } from './notice.ts';

/** How long a restart waits until the hub has heard of it. */
const FIRST_MILLISECONDS = 2000;

interface Latest {
  /** Made when it is sent: what a count has left is another then. */
  report: () => PowerReport;
  told: boolean;
  /** Resolves when there is nothing to wait for: told, outdated, or nobody there to tell. */
  settled: PromiseWithResolvers<void>;
}

/** Tells the hub what becomes of power orders: the newest report alone, as soon as there is a hub to tell. */
export class PowerReports {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #changed = new Notice();
  #latest: Latest | undefined;
  #sessions = 0;

  constructor({ clock, log }: { clock: Clock; log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  tell(report: () => PowerReport): void {
    this.#put({ report, told: false, settled: Promise.withResolvers() });
  }

  /** Resolves when the hub has it, at the latest after 2 s; at once where there is no hub. */
  async tellFirst(report: () => PowerReport): Promise<void> {
    const latest: Latest = { report, told: false, settled: Promise.withResolvers() };
    this.#put(latest);
    if (this.#sessions === 0) return;
    const patience = new AbortController();
    await Promise.race([latest.settled.promise, this.#clock.sleep(FIRST_MILLISECONDS, patience.signal)]);
    patience.abort();
  }

  /** Nothing more is told of this order. */
  forget(requestId: string): void {
    if (this.#latest?.report().requestId === requestId) this.#put(undefined);
  }

  /** Sends in this session until the signal aborts. A count is told to each session anew: its hub may be another. */
  async send(connection: Pick<Connection, 'request' | 'close'>, signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#latest?.settled.resolve(), { once: true });
    if (this.#latest?.report().state === 'counting') this.#latest.told = false;
    this.#sessions += 1;
    const [changed, clock, log] = [this.#changed, this.#clock, this.#log];
    try {
      await keepTelling(connection, { next: () => this.#next(connection), changed, clock, log }, signal);
    } finally {
      this.#sessions -= 1;
    }
  }

  #next(connection: Pick<Connection, 'request'>): News | undefined {
    const latest = this.#latest;
    if (latest === undefined || latest.told) return undefined;
    const report = latest.report();
    return {
      report,
      send: () => connection.request('power', report),
      told: () => {
        latest.told = true;
        latest.settled.resolve();
      },
    };
  }

  #put(latest: Latest | undefined): void {
    this.#latest?.settled.resolve();
    this.#latest = latest;
    this.#changed.tell();
  }
}
