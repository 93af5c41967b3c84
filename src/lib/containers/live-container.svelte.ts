import { fetchSnapshot, SnapshotRefused } from '../services/fetch-snapshot.ts';
import type { Change } from '#protocol/change.ts';
import type { ContainerView, JobView } from '#protocol/views/container.ts';
import type { Connection } from '../live/connection.svelte.ts';
import { DownloadProgress } from '../live/download-progress.svelte.ts';
import { LiveRows } from '../live/live-rows.svelte.ts';
import { Refresher } from '../live/refresher.ts';
import { LiveWakes } from './live-wakes.svelte.ts';

/** What the load of a container's page gives: the first jobs only, for the first paint. */
export interface ContainerSnapshot {
  container: ContainerView;
  jobs: JobView[];
}

export class LiveContainer {
  container = $state.raw() as ContainerView;
  /** The hub has it no more: what is shown is what was known last. */
  purged = $state(false);
  readonly jobs: LiveRows<JobView>;
  readonly wakes: LiveWakes;
  readonly progress = new DownloadProgress();
  readonly #connection: Connection;
  readonly #refresher = new Refresher(() => this.#loadAll());
  #closed = false;

  constructor(connection: Connection, snapshot: ContainerSnapshot) {
    this.#connection = connection;
    this.container = snapshot.container;
    this.wakes = new LiveWakes(snapshot.container.id);
    this.jobs = new LiveRows({
      initial: snapshot.jobs,
      keyOf: (job) => job.id,
      compare: (one, other) => one.sequence - other.sequence,
    });
  }

  snapshot({ container, jobs }: ContainerSnapshot): void {
    if (container.revision >= this.container.revision) this.container = container;
    this.jobs.snapshot(jobs, 'part');
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'container') {
        const newer = change.container.revision >= this.container.revision;
        if (change.container.id === this.container.id && newer) this.container = change.container;
      } else if (change.kind === 'job') {
        if (change.job.containerId === this.container.id) this.jobs.change(change.job);
      } else if (change.kind === 'progress') this.progress.take(change);
      else if (change.kind === 'wake') this.wakes.change(change.wake);
      else if (change.kind === 'containerRemoved' && change.containerId === this.container.id)
        this.purged = true;
    }
  }

  refresh(): void {
    if (this.purged) return;
    this.#refresher.request();
    this.wakes.refresh();
  }

  close(): void {
    this.#closed = true;
    this.#refresher.close();
    this.jobs.close();
    this.progress.close();
    this.wakes.close();
  }

  /** @returns undefined when the hub has it no more. */
  async #readSnapshot(): Promise<ContainerSnapshot | undefined> {
    try {
      return await fetchSnapshot<ContainerSnapshot>(`/containers/${this.container.id}`);
    } catch (error) {
      if (!(error instanceof SnapshotRefused && error.status === 404)) throw error;
      this.purged = true;
      return undefined;
    }
  }

  async #loadAll(): Promise<void> {
    this.jobs.begin();
    const snapshot = await this.#readSnapshot();
    if (snapshot === undefined) return;
    this.snapshot(snapshot);
    let after: number | undefined;
    do {
      const page = await this.#connection.request('jobs', {
        containerId: this.container.id,
        ...(after === undefined ? {} : { after }),
      });
      this.jobs.snapshot(page.jobs, 'part');
      after = page.next;
    } while (after !== undefined && !this.#closed);
  }
}
