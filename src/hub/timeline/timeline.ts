import type { ComputerEvent, Happening } from '#domain/timeline/happening.ts';
import { kindOf, lineOfEvent } from '#domain/timeline/happening.ts';
import type { TimelineFact } from '#protocol/views/timeline.ts';
import type { Cancel } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import { TimelineTrimmer } from './timeline-trimmer.ts';

/** How long events are collected before they are written together. */
const COLLECT_MILLISECONDS = 250;
const RETRY_MILLISECONDS = 5_000;
/** Events in one write. */
const AT_ONCE = 500;
/** Events that wait to be written. When the database is away for so long that there are more, the oldest go. */
const WAITING = 50_000;

/**
 * Takes what happens on computers and stores it, many at a time: whoever tells it waits for nothing, and ten thousand
 * agents that come back at once cost a few writes. A hub that dies loses what it has not written yet: what anybody is
 * owed stands elsewhere, in jobs, installations and the audit log.
 */
export class Timeline {
  readonly #parts: () => Pick<HubContext, 'store' | 'announcer' | 'clock' | 'log'>;
  readonly #trimmer: TimelineTrimmer;
  readonly #waiting: ComputerEvent[] = [];
  #timer: Cancel | undefined;
  #writing: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: () => Pick<HubContext, 'store' | 'announcer' | 'clock' | 'log'>) {
    this.#parts = parts;
    this.#trimmer = new TimelineTrimmer(() => parts().store.timeline);
  }

  /** It happens now. */
  tell(computerId: string, ...facts: TimelineFact[]): void {
    const at = this.#parts().clock.now();
    this.tellAll(
      computerId,
      facts.map((fact) => ({ at, fact })),
    );
  }

  /** Each has a moment of its own. */
  tellAll(computerId: string, happened: readonly Happening[]): void {
    if (happened.length === 0 || this.#stopped) return;
    const { store, announcer, log } = this.#parts();
    for (const { at, fact } of happened) {
      const event = { id: store.newId(), computerId, at, kind: kindOf(fact), fact };
      this.#waiting.push(event);
      announcer.timeline(computerId, lineOfEvent(event));
    }
    const lost = this.#waiting.splice(0, Math.max(0, this.#waiting.length - WAITING)).length;
    if (lost > 0) log.warn({ lost }, 'events of computers were given up: the database takes none');
    this.#arm(COLLECT_MILLISECONDS);
  }

  /** Resolves when all that was told is stored, or was tried to. Whoever reads waits for this. */
  async written(): Promise<void> {
    await this.#writing;
    await this.#write();
  }

  /** Takes nothing more, and writes what there is. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.written();
    this.#timer?.();
  }

  #arm(milliseconds: number): void {
    this.#timer ??= this.#parts().clock.after(milliseconds, () => {
      this.#timer = undefined;
      void this.#write();
    });
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { store, log } = this.#parts();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, AT_ONCE);
      try {
        await store.timeline.insertMany(batch);
      } catch (error) {
        this.#waiting.unshift(...batch);
        const reason = coerceError(error).message;
        log.warn({ reason }, 'events of computers could not be stored; trying again');
        if (!this.#stopped) this.#arm(RETRY_MILLISECONDS);
        return;
      }
      await this.#trimmer.after(batch).catch((error: unknown) => {
        log.warn({ reason: coerceError(error).message }, 'old events of a computer could not be removed');
      });
    }
  }
}
