import type { ContentReport } from '#protocol/agent.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { ContentCache } from './executors/cache.ts';
import { keepTelling, type News } from './keep-telling.ts';
import type { Log } from './log.ts';
import { Notice } from './notice.ts';

/** Tells the hub what lies in the cache, and how the last pre-stage has ended: in each session all that is new. */
export class ContentReports {
  readonly #cache: ContentCache;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #changed = new Notice();
  /** What this session's hub knows. */
  #told: ReadonlySet<string> = new Set();
  #ended: ContentReport['ended'];

  constructor({ cache, clock, log }: { cache: ContentCache; clock: Clock; log: Log }) {
    this.#cache = cache;
    this.#clock = clock;
    this.#log = log;
  }

  /** What a hello tells: a new session begins, and what was ordered in the old one is over. */
  forHello(): string[] {
    const held = this.#cache.held();
    this.#told = new Set(held);
    this.#ended = undefined;
    return held;
  }

  /** A pre-stage has come to its end. */
  ended(ended: NonNullable<ContentReport['ended']>): void {
    this.#ended = ended;
    this.#changed.tell();
  }

  /** Something was downloaded, or cleared away. */
  mayHaveChanged(): void {
    this.#changed.tell();
  }

  /** Sends in this session until the signal aborts. */
  send(connection: Pick<Connection, 'request' | 'close'>, signal: AbortSignal): Promise<void> {
    const [changed, clock, log] = [this.#changed, this.#clock, this.#log];
    return keepTelling(connection, { next: () => this.#next(connection), changed, clock, log }, signal);
  }

  #next(connection: Pick<Connection, 'request'>): News | undefined {
    const held = this.#cache.held();
    const ended = this.#ended;
    if (ended === undefined && new Set(held).symmetricDifference(this.#told).size === 0) return undefined;
    const report: ContentReport = { held, ...(ended === undefined ? {} : { ended }) };
    return {
      report,
      send: () => connection.request('contents', report),
      told: () => {
        this.#told = new Set(held);
        if (this.#ended === ended) this.#ended = undefined;
      },
    };
  }
}
