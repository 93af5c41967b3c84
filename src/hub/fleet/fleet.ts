import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FleetFacts } from '#domain/fleet/facts.ts';
import type { GroupPlace } from '#domain/groups.ts';
import type { Change } from '#protocol/change.ts';
import type { Topic } from '#protocol/console.ts';
import type { GroupName } from '#protocol/views/group.ts';
import type { Cancel } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import { SerialQueue } from '../serial-queue.ts';
import { FleetGroups } from './fleet-groups.ts';
import { FleetIndex, type FleetAround } from './fleet-index.ts';
import { FleetNews } from './fleet-news.ts';
import { FleetReader, pagesOf } from './fleet-reader.ts';
import { TouchedComputers } from './touched-computers.ts';

/** Computers read at once: some milliseconds of the event loop. */
const SLICE = 200;
const RETRY_MILLISECONDS = 2_000;
/** Slices that may wait at once: each question asks for a few. */
const WAITING = 10_000;

type Parts = Pick<HubContext, 'store' | 'announcer' | 'feed' | 'clock' | 'log' | 'timeZone'>;

/**
 * All computers in memory, so that lists of twenty thousand are filtered and sorted by what only the hub knows. It
 * hears from the announcer which computers something has happened to, and reads these again: it never guesses what
 * a change means. A hub that joins the database of one that runs is told of nothing: without `begin`, all is read
 * anew whenever somebody asks.
 */
export class Fleet {
  readonly #parts: () => Parts;
  readonly index = new FleetIndex(() => this.#parts().announcer.presences());
  readonly #groups = new FleetGroups();
  readonly #touched = new TouchedComputers();
  readonly #news: FleetNews;
  readonly #turns = new SerialQueue(WAITING);
  #reader: FleetReader | undefined;
  #loading: Promise<void> | undefined;
  /** Something has happened of which consoles were not told, also where a question has brought it into the index. */
  #isUntold = false;
  #isKept = false;
  #isLoaded = false;
  #isWorking = false;
  #isStopped = false;
  #endRest: Cancel = () => undefined;

  constructor(parts: () => Parts) {
    this.#parts = parts;
    this.#news = new FleetNews(parts);
  }

  /** Reads all computers, slice by slice, and keeps them right from now on. */
  begin(): void {
    this.#isKept = true;
    this.#load().catch((error: unknown) => {
      this.#parts().log.warn(
        { reason: coerceError(error).message },
        'the computers were not read into memory',
      );
    });
  }

  /** No slice begins any more. Waits for the one that is being read. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#endRest();
    this.#news.stop();
    await this.#loading?.catch(() => undefined);
    await this.#turns.drained();
  }

  /** Something has happened to these computers: to themselves, their jobs or their sessions. */
  changed(computerIds: Iterable<string>, { installations = false } = {}): void {
    // Before anything was read, nothing has to be read again.
    if (this.#loading === undefined) return;
    const before = this.#touched.size;
    for (const id of computerIds) this.#touched.add(id, { installations });
    if (this.#touched.size > before) this.#isUntold = true;
    this.#work();
  }

  /** What consoles are told of one computer, or of the tree of groups. */
  heard(topics: readonly Topic[], change: Change): void {
    switch (change.kind) {
      case 'installation':
        return this.changed([change.installation.computerId], { installations: true });
      case 'installationRemoved':
        return this.changed([change.computerId], { installations: true });
      case 'containerRemoved':
        return this.changed(topics.flatMap((topic) => /^computer:(.+)$/.exec(topic)?.[1] ?? []));
      case 'computerRemoved':
        return this.changed([change.computerId]);
      case 'group':
        return this.#groupsChanged(change.group.of);
      case 'groupRemoved':
        return this.#groupsChanged(change.of);
      default:
        return undefined;
    }
  }

  /**
   * Resolves when what has happened until now is in the index, so that who has changed something sees it. After a
   * change of very many computers only when `all` is asked for: a list is better shown at once, and again in a moment.
   * @throws Refusal `unavailable`
   */
  async settled({ all = false } = {}): Promise<void> {
    if (!this.#isKept && this.#isLoaded) this.#loading = undefined;
    await this.#load();
    const slices = Math.ceil(this.#touched.size / SLICE);
    for (let left = all ? slices : Math.min(slices, 1); left > 0; left -= 1) await this.#takeSlice();
    // What is being read now may be what the asker has changed.
    await this.#turns.run(() => this.#groups.refresh(this.#parts().store));
  }

  /** What filters and sorts are read with. */
  around(familyOf: (packageId: string) => string | undefined): FleetAround {
    const { clock, timeZone } = this.#parts();
    return {
      now: clock.now(),
      timeZone,
      groups: this.groups(),
      familyOf,
      groupNames: (facts) => this.groupsOf(facts).map(({ name }) => name),
    };
  }

  groups(): readonly GroupPlace[] {
    return this.#groups.all();
  }

  /** The groups that a computer is in itself, by name. */
  groupsOf(facts: Pick<FleetFacts, 'groupIds'>): GroupName[] {
    return this.#groups.of(facts);
  }

  #groupsChanged(of: 'computers' | 'packages'): void {
    if (of !== 'computers') return;
    this.#groups.changed();
    this.#isUntold = true;
    this.#work();
  }

  #load(): Promise<void> {
    this.#loading ??= this.#readAll().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #readAll(): Promise<void> {
    const { store, log, clock } = this.#parts();
    const began = clock.now().getTime();
    this.index.clear();
    this.#touched.clear();
    this.#groups.changed();
    const reader = new FleetReader(store, this.index);
    this.#reader = reader;
    await this.#groups.refresh(store);
    for await (const computers of pagesOf(store)) {
      if (this.#isStopped) return;
      await reader.take(computers);
      await nextTurn();
    }
    this.#isLoaded = true;
    const milliseconds = clock.now().getTime() - began;
    log.debug({ computers: this.index.size, milliseconds }, 'the computers are in memory');
    this.#work();
  }

  /** Works off what was touched, in the background, and tells consoles. */
  #work(): void {
    if (this.#isWorking || !this.#isLoaded || this.#isStopped || !this.#hasWork) return;
    this.#isWorking = true;
    void this.#workOff().finally(() => {
      this.#isWorking = false;
      this.#work();
    });
  }

  get #hasWork(): boolean {
    return this.#touched.size > 0 || this.#groups.isOld || this.#isUntold;
  }

  async #workOff(): Promise<void> {
    await nextTurn();
    while (this.#hasWork && !this.#isStopped) {
      const areMany = this.#touched.size > SLICE;
      const began = performance.now();
      this.#isUntold = false;
      try {
        await this.#turns.run(() => this.#groups.refresh(this.#parts().store));
        await this.#takeSlice();
        this.#news.tell();
        // Half of the time, at least, is left to what deploys.
        if (areMany) await this.#rest(performance.now() - began);
      } catch (error) {
        const reason = coerceError(error).message;
        this.#isUntold = true;
        this.#parts().log.debug({ reason }, 'computers could not be read again; trying once more');
        await this.#rest(RETRY_MILLISECONDS);
      }
    }
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts().clock.after(milliseconds, resolve);
      this.#endRest = () => {
        cancel();
        resolve();
      };
    });
  }

  #takeSlice(): Promise<void> {
    return this.#turns.run(async () => {
      const slice = this.#touched.take(SLICE);
      if (slice.size === 0) return;
      try {
        await this.#reader?.refresh(slice);
      } catch (error) {
        this.#touched.putBack(slice);
        throw error;
      }
    });
  }
}
