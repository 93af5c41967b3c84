import type { Change } from '#protocol/change.ts';
import type { TimelineEntry, TimelineKind } from '#protocol/views/timeline.ts';
import { MergedRows } from '../live/merged-rows.ts';
import { Refresher } from '../live/refresher.ts';

export interface TimelinePage {
  rows: TimelineEntry[];
  next?: string;
}

interface Parts {
  computerId: string;
  /** Which are shown; none: all. */
  kinds: readonly TimelineKind[];
  /** Reads a page; without a cursor the newest. */
  read: (cursor?: string) => Promise<TimelinePage>;
}

const newestFirst = (one: TimelineEntry, other: TimelineEntry) =>
  one.at === other.at ? (one.id < other.id ? 1 : -1) : one.at < other.at ? 1 : -1;
const freshRows = () => new MergedRows<TimelineEntry>((entry) => entry.id, newestFirst);

/**
 * A computer's timeline as far as it is read: the newest page, those that were asked for, and what happens meanwhile.
 * While its reader is in the middle of it, what is new is only counted: nothing moves under the eyes.
 */
export class LiveTimeline {
  entries = $state.raw<readonly TimelineEntry[]>([]);
  /** Lines that are new and not shown yet. */
  held = $state(0);
  /** Where the next page begins; undefined at the end. */
  next = $state.raw<string | undefined>(undefined);
  status = $state.raw<'ready' | 'reading' | 'failed'>('ready');
  readonly #parts: Parts;
  #rows = freshRows();
  readonly #waiting = new Map<string, TimelineEntry>();
  #holding = false;
  readonly #refresher = new Refresher(async () => {
    this.#rows.begin();
    this.snapshot(await this.#parts.read());
  });

  constructor(first: TimelinePage, parts: Parts) {
    this.#parts = parts;
    this.#rows.snapshot(first.rows, 'whole');
    this.next = first.next;
    this.#show();
  }

  /** The newest page, afresh. What was read beyond it stays, unless so much is new that something may lie between. */
  snapshot({ rows, next }: TimelinePage): void {
    const joins = rows.some(({ id }) => this.#rows.has(id)) || next === undefined;
    if (!joins) {
      this.#rows = freshRows();
      this.#waiting.clear();
      this.held = 0;
      this.next = next;
    }
    for (const entry of rows) this.#take(entry);
    this.#show();
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (
        change.kind === 'timeline' &&
        change.computerId === this.#parts.computerId &&
        this.#fits(change.entry)
      )
        this.#take(change.entry);
      if (change.kind === 'containerRemoved') this.#purged(change.containerId);
    }
    this.#show();
  }

  refresh(): void {
    this.#refresher.request();
  }

  /** @param holding Whether the reader is in the middle: what is new waits until that is over. */
  hold(holding: boolean): void {
    this.#holding = holding;
    if (holding || this.#waiting.size === 0) return;
    for (const entry of this.#waiting.values()) this.#rows.change(entry);
    this.#waiting.clear();
    this.held = 0;
    this.#show();
  }

  /** Reads the next page, unless one is being read. */
  async more(): Promise<void> {
    const { next } = this;
    if (next === undefined || this.status === 'reading') return;
    this.status = 'reading';
    try {
      const page = await this.#parts.read(next);
      this.#rows.snapshot(page.rows, 'part');
      this.next = page.next;
      this.status = 'ready';
      this.#show();
    } catch {
      this.status = 'failed';
    }
  }

  close(): void {
    this.#refresher.close();
  }

  #fits({ kind }: TimelineEntry): boolean {
    return this.#parts.kinds.length === 0 || this.#parts.kinds.includes(kind);
  }

  #take(entry: TimelineEntry): void {
    const known = this.#rows.get(entry.id);
    // In its place it may change before the eyes; what is new, or goes to another place, waits.
    if (this.#holding && known?.at !== entry.at) {
      this.#waiting.set(entry.id, entry);
      this.held = this.#waiting.size;
    } else this.#rows.change(entry);
  }

  /** A container was purged: the lines of its jobs stay, their output is gone. */
  #purged(containerId: string): void {
    for (const entry of this.#rows.sorted()) {
      const { fact } = entry;
      if (fact.what !== 'job' || fact.containerId !== containerId) continue;
      const { containerId: _gone, ...rest } = fact;
      this.#rows.change({ ...entry, fact: rest });
    }
  }

  #show(): void {
    this.entries = this.#rows.sorted();
  }
}
