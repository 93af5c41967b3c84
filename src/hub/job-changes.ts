import type { Installation } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { mustAbort } from '#domain/followers.ts';
import { abort, type Advance } from '#domain/job-state.ts';
import { isTerminal } from '#domain/transitions.ts';
import { Refusal, type ErrorCode } from '#protocol/errors.ts';
import type { Store } from '#store/contract/store.ts';
import type { Announcer } from './announcer.ts';
import type { ContainerCounts } from './container-counts.ts';
import type { Clock } from './clock.ts';
import type { DownloadSlots } from './download-slots.ts';
import { carryOutEffects, owesRecords } from './effects.ts';
import type { Pulse } from './pulse.ts';
import type { PowerChanges } from './power/power-changes.ts';
import { RecordsUnderWay } from './records-under-way.ts';

/** Lost races for one job before giving up. Its writers are few: the agent's session, and people. */
const TRIES = 20;

export type Applied =
  { outcome: 'changed'; job: Job } | { outcome: 'known'; job: Job } | { outcome: 'refused'; code: ErrorCode };

/** The one way a job changes: read, let the domain decide, compare-and-set, carry out what is owed, tell. */
export class JobChanges {
  readonly #store: Store;
  readonly #announcer: Announcer;
  readonly #counts: ContainerCounts;
  readonly #clock: Clock;
  readonly #power: PowerChanges;
  readonly #downloads: DownloadSlots;
  readonly #pulse: Pulse;
  readonly #look: (computerIds: string[]) => void;
  readonly #recorded: (installation: Installation) => Promise<void>;
  readonly #records = new RecordsUnderWay();

  /** @param parts.look is told on which computers a job has ended, `parts.recorded` what was installed */
  constructor(parts: {
    store: Store;
    announcer: Announcer;
    counts: ContainerCounts;
    clock: Clock;
    power: PowerChanges;
    downloads: DownloadSlots;
    pulse: Pulse;
    look: (computerIds: string[]) => void;
    recorded: (installation: Installation) => Promise<void>;
  }) {
    this.#store = parts.store;
    this.#announcer = parts.announcer;
    this.#counts = parts.counts;
    this.#clock = parts.clock;
    this.#power = parts.power;
    this.#downloads = parts.downloads;
    this.#pulse = parts.pulse;
    this.#look = parts.look;
    this.#recorded = parts.recorded;
  }

  /** Decides again on fresh facts as long as somebody else is faster. @throws Refusal `notFound` */
  async apply(jobId: string, decide: (job: Job) => Advance): Promise<Applied> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const job = await this.#store.jobs.get(jobId);
      if (job === undefined) throw new Refusal('notFound');
      const advance = decide(job);
      if (advance.outcome === 'known') {
        // Said again, perhaps because the database was away after it was stored: what it still owes is made up for.
        await this.#carryOut(job);
        return { outcome: 'known', job };
      }
      if (advance.outcome === 'refused') return advance;
      const write = () => this.#save(job, advance.job);
      const saved = await (owesRecords(advance.job) ? this.#records.during(write) : write());
      if (saved !== undefined) return { outcome: 'changed', job: saved };
    }
    throw new Refusal('changedMeanwhile');
  }

  /** Resolves when who has seen a job succeed finds its installation recorded. For whoever asks what is installed. */
  recordsWritten(): Promise<void> {
    return this.#records.written();
  }

  /** @returns nothing when somebody else was faster */
  async #save(before: Job, next: Job): Promise<Job | undefined> {
    const saved = await this.#store.jobs.save(next);
    if (saved !== undefined) await this.settle([saved], saved.state !== before.state);
    return saved;
  }

  /** What follows a saved transition: its effects, the counts of its container, the news. */
  async settle(jobs: Job[], stateChanged: boolean): Promise<void> {
    if (stateChanged) for (const job of jobs) this.#downloads.heed(job);
    if (stateChanged) this.#pulse.heed(jobs);
    for (const job of jobs) {
      await this.#carryOut(job);
      if (stateChanged) {
        const owes = job.owed.includes('settleContainer');
        this.#counts.touch(job.containerId, ...(owes ? [job.id] : []));
      }
    }
    if (stateChanged) {
      this.#look(jobs.filter((job) => isTerminal(job.state)).map((job) => job.computerId));
    }
    await this.#announcer.jobs(jobs);
    if (stateChanged) await this.#announcer.queues(jobs.map((job) => job.computerId));
  }

  /** What a job owes beside its container's counts. Repeating it changes nothing. */
  async #carryOut(job: Job): Promise<void> {
    const parts = { store: this.#store, announcer: this.#announcer, recorded: this.#recorded };
    await carryOutEffects(parts, job);
    await this.#abortFollowers(job);
    await this.#requestPower(job);
  }

  /** J10. Until this is no longer owed, the dispatcher hands that computer nothing. */
  async #abortFollowers(job: Job): Promise<void> {
    if (!job.owed.includes('abortFollowers')) return;
    for (const follower of await this.#store.jobs.waitingBehind(job)) {
      if (!mustAbort(follower, job)) continue;
      const because = `${job.packageName} ${job.packageVersion} (${job.action}) did not succeed.`;
      await this.apply(follower.id, (current) =>
        mustAbort(current, job) ? abort(current, because, this.#clock.now()) : { outcome: 'known' },
      );
    }
    await this.#store.jobs.clearOwed([job.id], ['abortFollowers']);
  }

  /** B1. Until this is no longer owed, the dispatcher hands that computer nothing. */
  async #requestPower(job: Job): Promise<void> {
    if (!job.owed.includes('requestPower')) return;
    await this.#power.requestFor(job);
    await this.#store.jobs.clearOwed([job.id], ['requestPower']);
  }

  /** Carries out what a hub that died left owing. Repeating it changes nothing. @returns how many jobs owed. */
  async replay(): Promise<number> {
    let replayed = 0;
    for (;;) {
      const owing = await this.#store.jobs.owing(200);
      if (owing.length === 0) return replayed;
      for (const job of owing) {
        await this.#carryOut(job);
        await this.#counts.recount(job.containerId);
        await this.#store.jobs.clearOwed([job.id], job.owed);
      }
      replayed += owing.length;
    }
  }
}
