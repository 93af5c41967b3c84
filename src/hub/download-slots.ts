import { fullDownloads, holdsSlot, type DownloadRoom } from '#domain/download-slots.ts';
import type { Job } from '#domain/job.ts';
import { givingWay } from '#domain/pre-stage/give-way.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import { compareWaiters, SlotWaiters, type SlotWaiter } from './slot-waiters.ts';

/** Who downloads, and for which job or which grant of a pre-stage (`id`). */
export interface DownloadHolder {
  id: string;
  computerId: string;
  subnet: string;
  /** Of a pre-stage: from when on the job may begin that it is for. */
  beginsAt?: Date;
}

/**
 * Q1–Q4, V3: who downloads from the hub now, and whose jobs wait to. In memory, one slot for each computer: after a
 * start it is made again from the jobs that were handed over. What an agent holds while it is away counts nothing.
 */
export class DownloadSlots {
  readonly #settings: Pick<SettingsKeeper, 'current'>;
  readonly #roomMade: () => void;
  readonly #heldBy: (computerId: string) => ReadonlySet<string>;
  readonly #slots = new Map<string, DownloadHolder>();
  readonly #away = new Set<string>();
  /** Pre-stages that have been asked to give their slots up. */
  readonly #ending = new Set<string>();
  /** Downloads that count: all of them, and by subnet. */
  #going = 0;
  readonly #near = new Map<string, number>();
  readonly #waiters = new SlotWaiters();

  /**
   * @param parts.roomMade a download may have become possible
   * @param parts.heldBy content that a computer is known to have
   */
  constructor(parts: {
    settings: Pick<SettingsKeeper, 'current'>;
    roomMade: () => void;
    heldBy: (computerId: string) => ReadonlySet<string>;
  }) {
    this.#settings = parts.settings;
    this.#roomMade = parts.roomMade;
    this.#heldBy = parts.heldBy;
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
      present: this.#heldBy(computer.id),
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
    this.#waiters.set(computerId, undefined);
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
    const place = this.#waiters.placeOf(computer.id);
    for (const waiter of this.#waiters.inOrder()) {
      if (compareWaiters(waiter, { dueAt: computer.dueAt, place }) >= 0) return false;
      if (!apart.has(waiter.computerId) && this.#fits(waiter.computerId, waiter.subnet)) return true;
    }
    return false;
  }

  /** When this computer began to wait, for the order of those that are due at once. */
  placeOf(computerId: string): number {
    return this.#waiters.placeOf(computerId);
  }

  /** A computer was looked at: its next job waits for a slot, or it does not. @returns whether that is new */
  setWaiting(computerId: string, waiter: SlotWaiter | undefined): boolean {
    return this.#waiters.set(computerId, waiter);
  }

  /** Q5: the computers that may begin to download now, those whose jobs have been due longest first. */
  next(): string[] {
    return this.fitting(this.#waiters);
  }

  /** Those of them that there is room for at once, in their order. */
  fitting(waiters: SlotWaiters): string[] {
    const { maxDownloads, maxDownloadsPerSubnet } = this.#settings.current();
    let going = this.#going;
    const near = new Map(this.#near);
    const next: string[] = [];
    for (const { computerId, subnet } of waiters.inOrder()) {
      if (maxDownloads > 0 && going >= maxDownloads) break;
      const used = near.get(subnet) ?? 0;
      if (maxDownloadsPerSubnet > 0 && used >= maxDownloadsPerSubnet) continue;
      going += 1;
      near.set(subnet, used + 1);
      next.push(computerId);
    }
    return next;
  }

  /** V3: whether this computer may be brought something in advance: there is room that no waiting job could use. */
  mayPreStage(computer: { id: string; subnet: string }): boolean {
    if (this.#slots.has(computer.id) || !this.#fits(computer.id, computer.subnet)) return false;
    for (const { computerId, subnet } of this.#waiters.inOrder()) {
      if (this.#fits(computerId, subnet)) return false;
    }
    return true;
  }

  /** V3: pre-stages that have to give their slots up from now on. Each is named once. */
  givingWay(): string[] {
    if (this.#waiters.size === 0) return [];
    const preStages = [...this.#slots.values()].flatMap(({ computerId, subnet, beginsAt }) =>
      beginsAt === undefined ? [] : [{ computerId, subnet, beginsAt }],
    );
    if (preStages.length === 0) return [];
    const { maxDownloads, maxDownloadsPerSubnet } = this.#settings.current();
    const ending = preStages.filter(({ computerId }) => this.#ending.has(computerId));
    const near = new Map(this.#near);
    for (const { subnet } of ending) near.set(subnet, (near.get(subnet) ?? 0) - 1);
    const giving = givingWay(
      this.#waiters.inOrder(),
      {
        hub: { going: this.#going - ending.length, limit: maxDownloads },
        subnets: { going: near, limit: maxDownloadsPerSubnet },
      },
      preStages.filter(({ computerId }) => !this.#ending.has(computerId)),
    );
    for (const id of giving) this.#ending.add(id);
    return giving;
  }

  /** The computers whose next job waits for a slot. */
  waiting(): string[] {
    return this.#waiters.ids();
  }

  #fits(id: string, subnet: string): boolean {
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
    this.#ending.delete(computerId);
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
}
