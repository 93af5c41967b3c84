import type { Change } from '#protocol/change.ts';
import type { ComputerDetail } from '#protocol/views/computer.ts';
import type { JobView } from '#protocol/views/container.ts';
import type { Software } from '#protocol/inventory.ts';
import type { InstallationView } from '#protocol/views/package.ts';
import type { WakeView } from '#protocol/views/wake.ts';
import { DownloadProgress } from '../live/download-progress.svelte.ts';
import { LiveRows } from '../live/live-rows.svelte.ts';
import { Refresher } from '../live/refresher.ts';
import { LiveTimeline, type TimelinePage } from '../timeline/live-timeline.svelte.ts';
import { readTimeline } from '../timeline/read-timeline.ts';

/** What the load of a computer's page gives. */
export interface ComputerSnapshot {
  /** Without its software, unless that is looked at. */
  computer: ComputerDetail;
  /** Absent: it has never sent a list. */
  softwareCount?: number;
  jobs: JobView[];
  installations: InstallationView[];
  /** Of each package that has one: the newest later version of its family that can be installed. */
  newer: Record<string, { id: string; version: string }>;
  wakes: WakeView[];
  /** What happened last, of whatever kind. */
  timeline: TimelinePage;
}
/** Installations have no revision: they are made and removed, never changed. */
type Installed = InstallationView & { revision: number };
const installed = (installation: InstallationView): Installed => ({ ...installation, revision: 0 });

/** Ids grow with time. */
const newestFirst = (one: { id: string }, other: { id: string }) => (one.id > other.id ? -1 : 1);

export class LiveComputer {
  computer = $state.raw() as ComputerDetail;
  removed = $state(false);
  readonly jobs: LiveRows<JobView>;
  readonly installations: LiveRows<Installed>;
  readonly wakes: LiveRows<WakeView>;
  software = $state.raw<Software | undefined>(undefined);
  softwareCount = $state.raw<number | undefined>(undefined);
  readonly timeline: LiveTimeline;
  readonly progress = new DownloadProgress();
  readonly #read: () => Promise<ComputerSnapshot>;
  #changedSinceAsked = false;
  readonly #refresher = new Refresher(async () => {
    this.#changedSinceAsked = false;
    this.jobs.begin();
    this.installations.begin();
    this.wakes.begin();
    this.snapshot(await this.#read());
  });

  /** @param read Asks for all of it afresh. */
  constructor(snapshot: ComputerSnapshot, read: () => Promise<ComputerSnapshot>) {
    this.#read = read;
    this.computer = snapshot.computer;
    this.jobs = new LiveRows({
      initial: snapshot.jobs,
      keyOf: (job) => job.id,
      compare: newestFirst,
    });
    this.installations = new LiveRows({
      initial: snapshot.installations.map(installed),
      keyOf: (installation) => installation.packageId,
      compare: (one, other) => one.packageName.localeCompare(other.packageName),
    });
    this.wakes = new LiveRows({
      initial: snapshot.wakes,
      keyOf: (wake) => wake.id,
      compare: newestFirst,
    });
    this.timeline = new LiveTimeline(snapshot.timeline, {
      computerId: snapshot.computer.id,
      kinds: [],
      read: (cursor) =>
        readTimeline(snapshot.computer.id, { kinds: [], ...(cursor === undefined ? {} : { cursor }) }),
    });
    this.#takeSoftware(snapshot.computer, snapshot.softwareCount);
  }

  snapshot({ computer, softwareCount, jobs, installations, wakes, timeline }: ComputerSnapshot): void {
    const older = computer.revision < this.computer.revision;
    if (!older && !(computer.revision === this.computer.revision && this.#changedSinceAsked))
      this.computer = computer;
    // Jobs beyond the first page stay: they are as true as before.
    this.jobs.snapshot(jobs, 'part');
    this.installations.snapshot(installations.map(installed), 'whole');
    this.wakes.snapshot(wakes, 'whole');
    this.timeline.snapshot(timeline);
    this.#takeSoftware(computer, softwareCount);
  }

  apply(changes: readonly Change[]): void {
    this.timeline.apply(changes);
    for (const change of changes) this.#applyOne(change);
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
    this.jobs.close();
    this.installations.close();
    this.wakes.close();
    this.progress.close();
    this.timeline.close();
  }

  #applyOne(change: Change): void {
    const { id } = this.computer;
    switch (change.kind) {
      case 'computerDetail':
      case 'computer':
        if (change.computer.id !== id || change.computer.revision < this.computer.revision) return;
        this.computer = {
          ...this.computer,
          ...change.computer,
          currentJob: change.computer.currentJob,
          power: change.computer.power,
        } as ComputerDetail;
        this.#changedSinceAsked = true;
        if (change.kind === 'computerDetail')
          this.#takeSoftware(change.computer, change.computer.software?.length);
        return;
      case 'computerRemoved':
        if (change.computerId === id) this.removed = true;
        return;
      case 'job':
        if (change.job.computerId === id) this.jobs.change(change.job);
        return;
      case 'installation':
        if (change.installation.computerId === id) this.installations.change(installed(change.installation));
        return;
      case 'installationRemoved':
        if (change.computerId === id) this.installations.remove(change.packageId);
        return;
      case 'progress':
        this.progress.take(change);
        return;
      case 'wake':
        if (change.wake.computerId === id) this.wakes.change(change.wake);
        return;
      case 'containerRemoved':
        this.#forgetContainer(change.containerId);
        return;
      case 'timeline':
      case 'container':
      case 'system':
      case 'overviewMoved':
      case 'settings':
      case 'family':
      case 'package':
      case 'familyRemoved':
      case 'packageRemoved':
      case 'output':
        return;
    }
  }

  #takeSoftware({ software }: ComputerDetail, count: number | undefined): void {
    if (software !== undefined) this.software = software;
    this.softwareCount = count;
  }

  /** Its jobs are gone; what is left of them has to be asked for. */
  #forgetContainer(containerId: string): void {
    const gone = this.jobs.rows.filter((job) => job.containerId === containerId);
    for (const job of gone) this.jobs.remove(job.id);
    this.refresh();
  }
}
