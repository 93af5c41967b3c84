import { fullDownloads, holdsSlot, type DownloadRoom } from '#domain/download-slots.ts';
import type { Job } from '#domain/job.ts';
import type { SettingsKeeper } from './settings-keeper.ts';

/** Who downloads, and for which job (`id`). */
export interface DownloadHolder {
  id: string;
  computerId: string;
  subnet: string;
}

/** A computer whose next job waits for a slot. */
interface Waiter {
  dueAt: Date;
  subnet: string;
  /** Grows: of those that are due at once, who came first. */
  place: number;
}

/** Nobody tells the hub yet what lies in the cache of an agent. */
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Q1–Q4: who downloads from the hub now, and who waits to. In memory, one slot for each computer: after a start it is
 * made again from the jobs that were handed over. What an agent holds while it is away counts nothing.
 */
export class DownloadSlots {
  readonly #settings: Pick<SettingsKeeper, 'current'>;
  readonly #roomMade: () => void;
  readonly #slots = new Map<string, DownloadHolder>();
  readonly #away = new Set<string>();
  /** Downloads that count: all of them, and by subnet. */
  #going = 0;
  readonly #near = new Map<string, number>();
  readonly #waiting = new Map<string, Waiter>();
  /** Those that wait, first come first; made again when somebody new waits. */
  #order: string[] | undefined;
  #places = 0;

  /** @param parts.roomMade a download may have become possible */
  constructor(parts: { settings: Pick<SettingsKeeper, 'current'>; roomMade: () => void }) {
    this.#settings = parts.settings;
    this.#roomMade = parts.roomMade;
  }

  /** What is true around a computer, its own download apart: it makes room for the next one. */
  room(computer: { id: string; subnet: string }): DownloadRoom {
    const { maxDownloads, maxDownloadsPerSubnet } = this.#settings.current();
    const { subnet } = computer;
    const own = this.#away.has(computer.id) ? undefined : this.#slots.get(computer.id);
    const near = (this.#near.get(subnet) ?? 0) - (own?.subnet === subnet ? 1 : 0);
    return {
      hub: { going: this.#going - (own === undefined ? 0 : 1), limit: maxDownloads },
      subnet: { name: subnet, going: near, limit: maxDownloadsPerSubnet },
      present: NOTHING,
    };
  }

  take(holder: DownloadHolder): void {
    this.#drop(holder.computerId);
    this.#slots.set(holder.computerId, holder);
    this.#count(holder.computerId, 1);
  }

  /** What a computer holds a slot for now. */
  holderOf(computerId: string): string | undefined {
    return this.#slots.get(computerId)?.id;
  }

  /** Q3: a job has changed: its slot is free once it has left `downloading`. */
  heed(job: Job): void {
    if (!holdsSlot(job)) this.free(job.computerId, job.id);
  }

  /** Gives a slot back, provided that it is held for this. */
  free(computerId: string, holderId: string): void {
    if (this.#slots.get(computerId)?.id !== holderId) return;
    this.#drop(computerId);
    this.#roomMade();
  }

  /** Q4: it is gone; what it holds counts again when it is back. */
  left(computerId: string): void {
    this.#waiting.delete(computerId);
    if (this.#put(computerId, 'away')) this.#roomMade();
  }

  returned(computerId: string): void {
    this.#put(computerId, 'here');
  }

  /** Limits were changed, or it is known by now who has not come back. */
  lookAgain(): void {
    this.#roomMade();
  }

  /** S1: from now on it is known who is away. */
  settlePresence(isReady: (computerId: string) => boolean): void {
    for (const id of this.#slots.keys()) if (!isReady(id)) this.#put(id, 'away');
    this.#roomMade();
  }

  /** Q5: whether somebody who could begin to download has waited longer than a job that is due then. */
  hasOlder(computer: { id: string; dueAt: Date }, apart: ReadonlySet<string>): boolean {
    const place = this.#waiting.get(computer.id)?.place ?? Number.POSITIVE_INFINITY;
    for (const [id, waiter] of this.#inOrder()) {
      if (compareWaiters(waiter, { dueAt: computer.dueAt, place }) >= 0) return false;
      if (!apart.has(id) && this.#fits(id, waiter)) return true;
    }
    return false;
  }

  /** When this computer began to wait, for the order of those that are due at once. */
  placeOf(computerId: string): number {
    return this.#waiting.get(computerId)?.place ?? Number.POSITIVE_INFINITY;
  }

  /** A computer was looked at: its next job waits for a slot, or it does not. @returns whether that is new */
  setWaiting(computerId: string, waiter: { dueAt: Date; subnet: string } | undefined): boolean {
    const before = this.#waiting.get(computerId);
    if (waiter === undefined) {
      this.#waiting.delete(computerId);
      return before !== undefined;
    }
    this.#waiting.set(computerId, { ...waiter, place: before?.place ?? (this.#places += 1) });
    if (before?.dueAt.getTime() !== waiter.dueAt.getTime()) this.#order = undefined;
    return before === undefined;
  }

  /** Q5: the computers that may begin to download now, those whose jobs have been due longest first. */
  next(): string[] {
    const { maxDownloads, maxDownloadsPerSubnet } = this.#settings.current();
    let going = this.#going;
    const near = new Map(this.#near);
    const next: string[] = [];
    for (const [id, { subnet }] of this.#inOrder()) {
      if (maxDownloads > 0 && going >= maxDownloads) break;
      const used = near.get(subnet) ?? 0;
      if (maxDownloadsPerSubnet > 0 && used >= maxDownloadsPerSubnet) continue;
      going += 1;
      near.set(subnet, used + 1);
      next.push(id);
    }
    return next;
  }

  /** The computers whose next job waits for a slot. */
  waiting(): string[] {
    return [...this.#waiting.keys()];
  }

  #fits(id: string, { subnet }: Waiter): boolean {
    return fullDownloads(this.room({ id, subnet })) === undefined;
  }

  /** @returns whether that is new, and counts */
  #put(computerId: string, where: 'here' | 'away'): boolean {
    if (!this.#slots.has(computerId) || this.#away.has(computerId) === (where === 'away')) return false;
    if (where === 'away') this.#count(computerId, -1);
    if (where === 'away') this.#away.add(computerId);
    else this.#away.delete(computerId);
    if (where === 'here') this.#count(computerId, 1);
    return true;
  }

  #drop(computerId: string): void {
    this.#count(computerId, -1);
    this.#away.delete(computerId);
    this.#slots.delete(computerId);
  }

  /** A slot of a computer that is away counts nothing. */
  #count(computerId: string, by: 1 | -1): void {
    const slot = this.#slots.get(computerId);
    if (slot === undefined || this.#away.has(computerId)) return;
    this.#going += by;
    const near = (this.#near.get(slot.subnet) ?? 0) + by;
    if (near === 0) this.#near.delete(slot.subnet);
    else this.#near.set(slot.subnet, near);
  }

  *#inOrder(): Generator<[string, Waiter]> {
    this.#order ??= [...this.#waiting]
      .toSorted(([, one], [, other]) => compareWaiters(one, other))
      .map(([id]) => id);
    for (const id of this.#order) {
      const waiter = this.#waiting.get(id);
      if (waiter !== undefined) yield [id, waiter];
    }
  }
}

type WaiterPlace = Pick<Waiter, 'dueAt' | 'place'>;

/** Q5: the one that is due longer first; of those due at once, who came first. */
export const compareWaiters = (one: WaiterPlace, other: WaiterPlace): number =>
  one.dueAt.getTime() - other.dueAt.getTime() ||
  (one.place === other.place ? 0 : one.place < other.place ? -1 : 1);
