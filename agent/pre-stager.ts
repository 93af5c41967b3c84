import { PreStageFailureReason } from '#protocol/pre-stage.ts';
import type { OrderAnswer, PreStageOrder } from '#protocol/orders.ts';
import type { Clock } from './clock.ts';
import type { ContentReports } from './content-reports.ts';
import type { ContentCache } from './executors/cache.ts';
import { download } from './executors/download.ts';
import { asStepFailure } from './executors/failure.ts';
import type { KeptContent } from './kept-content.ts';
import type { Log } from './log.ts';

/** Timers cannot be set for longer: 24.8 days. */
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

export interface PreStagerParts {
  cache: ContentCache;
  kept: KeptContent;
  reports: ContentReports;
  clock: Clock;
  log: Log;
  /** Whether this computer holds a job. */
  isBusy(): boolean;
  /** By the hub's clock. */
  hubNow(): Date;
  content: {
    url(sha256: string): string;
    authorization(order: FetchOrder): string;
    hubReachable(signal: AbortSignal): Promise<void>;
  };
}

/** An order to bring something. */
export type FetchOrder = PreStageOrder & { fetch: NonNullable<PreStageOrder['fetch']> };

/** Brings content into the cache before the job that needs it may begin: one at a time, and never beside a job. */
export class PreStager {
  readonly #parts: PreStagerParts;
  /** Taken, but its answer is not on its way yet. */
  #next: FetchOrder | undefined;
  #current: { abort: AbortController; done: Promise<void> } | undefined;

  constructor(parts: PreStagerParts) {
    this.#parts = parts;
  }

  /** In the place of the order before it. What it asks for begins with `begin`, when the answer is on its way. */
  take(order: PreStageOrder): OrderAnswer {
    const { kept, isBusy, log } = this.#parts;
    kept.replace(order.keep);
    this.#giveUp();
    if (order.fetch === undefined) return { answer: 'accepted' };
    if (isBusy()) return { answer: 'busy' };
    const { sha256, bytes } = order.fetch.content;
    log.info({ sha256, bytes }, 'content is brought in advance');
    this.#next = { ...order, fetch: order.fetch };
    return { answer: 'accepted' };
  }

  begin(): void {
    const order = this.#next;
    this.#next = undefined;
    if (order === undefined || this.#parts.isBusy()) return;
    const { clock, hubNow } = this.#parts;
    const before = this.#current?.done;
    const abort = new AbortController();
    const left = Date.parse(order.fetch.until) - hubNow().getTime();
    const stopClock = clock.after(Math.min(Math.max(left, 0), LONGEST_TIMER_MILLISECONDS), () =>
      abort.abort(),
    );
    const done = this.#bring(order, { before, signal: abort.signal }).finally(stopClock);
    this.#current = { abort, done };
  }

  /** Lets go of what is being brought. Resolves when nothing of it is written any more: what arrived is kept. */
  async standAside(): Promise<void> {
    this.#giveUp();
    await this.#current?.done;
  }

  #giveUp(): void {
    this.#next = undefined;
    this.#current?.abort.abort();
  }

  async #bring(
    order: FetchOrder,
    { before, signal }: { before: Promise<void> | undefined; signal: AbortSignal },
  ): Promise<void> {
    const { cache, reports, clock, log, content } = this.#parts;
    const { grantId, content: wanted } = order.fetch;
    await before;
    try {
      const lack = await cache.lackFor(wanted);
      if (signal.aborted) return;
      if (lack !== undefined) return reports.ended({ grantId, failure: lack });
      await download({
        url: content.url(wanted.sha256),
        ...wanted,
        cache,
        clock,
        signal,
        authorization: () => content.authorization(order),
        hubReachable: (reached) => content.hubReachable(reached),
        progress: () => undefined,
      });
      if (signal.aborted) return;
      log.info({ sha256: wanted.sha256 }, 'content is here in advance');
      reports.ended({ grantId });
    } catch (fault) {
      if (signal.aborted) return;
      const { reason, detail } = asStepFailure(fault, 'downloadFailed');
      log.warn({ sha256: wanted.sha256, reason, detail }, 'content could not be brought in advance');
      const known = PreStageFailureReason.safeParse(reason);
      reports.ended({ grantId, failure: { reason: known.success ? known.data : 'downloadFailed', detail } });
    }
  }
}
