import { join } from 'node:path';
import { HUB_RUNS, readHubRuns } from '#domain/hub-runs.ts';
import type { Store } from '#store/contract/store.ts';
import type { Clock } from '../clock.ts';
import { OPEN_UPLOADS_FOLDER } from '../content/content-store.ts';
import { folderBytes } from './folder-bytes.ts';
import { Remembered } from './remembered.ts';

/** How old what is shown may be. Counting documents and files costs the more the larger the fleet is. */
const QUEUE_MILLISECONDS = 5_000;
const DOCUMENTS_MILLISECONDS = 20_000;
const FILES_MILLISECONDS = 60_000;
const RUNS_MILLISECONDS = 60_000;
/** Runs of the hub that are told. */
const RUNS_TOLD = 10;
/** Due jobs beyond these are not counted. */
const DUE_COUNTED = 100_000;

/** Where the embedded store keeps what only its files can tell. */
export interface StoreFiles {
  bytes(): Promise<number>;
  lastBackup(): Promise<{ at: Date; file: string; bytes: number } | undefined>;
}

interface Parts {
  store: Store;
  storeFiles: StoreFiles | undefined;
  dataDirectory: string;
  clock: Clock;
}

const newestRuns = (stored: unknown) =>
  readHubRuns(stored)
    .slice(-RUNS_TOLD)
    .reverse()
    .map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() }));

/** What of the system page has to be counted. Nobody looks: nothing is counted. */
export class SystemFacts {
  readonly #remembered;

  constructor({ store, storeFiles, dataDirectory, clock }: Parts) {
    const remember = <Value>(milliseconds: number, ask: () => Promise<Value>) =>
      new Remembered({ ask, milliseconds, clock });
    const content = join(dataDirectory, 'content');
    this.#remembered = {
      dueJobs: remember(QUEUE_MILLISECONDS, () => store.jobs.countDue(clock.now(), DUE_COUNTED)),
      stored: remember(DOCUMENTS_MILLISECONDS, () => store.measure()),
      runs: remember(RUNS_MILLISECONDS, async () => newestRuns(await store.settings.get(HUB_RUNS))),
      agentVersions: remember(DOCUMENTS_MILLISECONDS, () => store.computers.agentVersions()),
      contentBytes: remember(FILES_MILLISECONDS, () => folderBytes(content, { deep: false })),
      uploadBytes: remember(FILES_MILLISECONDS, () =>
        folderBytes(join(content, OPEN_UPLOADS_FOLDER), { deep: true }),
      ),
      storeBytes: remember(DOCUMENTS_MILLISECONDS, () => storeFiles?.bytes() ?? Promise.resolve(undefined)),
      lastBackup: remember(FILES_MILLISECONDS, () => storeFiles?.lastBackup() ?? Promise.resolve(undefined)),
    };
  }

  /** @param wish.databaseAnswers otherwise it is asked nothing, and what was known of it is told */
  async read({ databaseAnswers }: { databaseAnswers: boolean }) {
    const { dueJobs, stored, agentVersions, runs, ...files } = this.#remembered;
    const asked: Remembered<unknown>[] = Object.values(files);
    if (databaseAnswers) asked.push(dueJobs, stored, agentVersions, runs);
    await Promise.all(asked.map((one) => one.get()));
    const backup = files.lastBackup.known;
    return {
      dueJobs: dueJobs.known ?? 0,
      documents: stored.known?.documents ?? [],
      storeBytes: files.storeBytes.known ?? stored.known?.bytes,
      agentVersions: agentVersions.known ?? [],
      runs: runs.known ?? [],
      contentBytes: files.contentBytes.known ?? 0,
      uploadBytes: files.uploadBytes.known ?? 0,
      lastBackup: backup === undefined ? undefined : { ...backup, at: backup.at.toISOString() },
    };
  }

  /** Resolves when nothing is being counted any more: the store may be closed. */
  async settled(): Promise<void> {
    await Promise.all(Object.values(this.#remembered).map((one) => one.settled()));
  }
}
