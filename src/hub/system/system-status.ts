import { statfs } from 'node:fs/promises';
import type { SystemView, WorkerView } from '#protocol/views/system.ts';
import type { Store } from '#store/contract/store.ts';
import type { AgentSessions } from '../agent-sessions.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { Cancel, Clock } from '../clock.ts';
import { coerceError, type Log } from '../log.ts';
import { LoopDelay } from './loop-delay.ts';
import type { MessageCounts } from './message-counts.ts';
import { SystemFacts, type StoreFiles } from './system-facts.ts';

/** As long as somebody looks, the page of admins is told this often: most of it moves without saying so. */
const TELL_EVERY_MILLISECONDS = 2_000;

interface Parts {
  version: string;
  startedAt: Date;
  timeZone: string;
  embedded: boolean;
  /** Of the embedded store, in the process that runs it. */
  storeFiles: StoreFiles | undefined;
  dataDirectory: string;
  store: Store;
  sessions: AgentSessions;
  feed: ChangeFeed;
  /** Computers whose queues the dispatcher has still to look at. */
  dispatcherBacklog: () => number;
  clock: Clock;
  log: Log;
}

/** How the hub itself is. Consoles and workers are counted by whoever holds them; without them there are none. */
export class SystemStatus {
  readonly #parts: Parts;
  #consoles: () => number = () => 0;
  #workers: () => WorkerView[] = () => [];
  #messages: MessageCounts = { received: 0, sent: 0 };
  readonly #loopDelay = new LoopDelay();
  readonly #facts: SystemFacts;
  /** As last read: it stays while the database does not answer. */
  #computers = 0;
  #telling: Cancel | undefined;
  #told: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#facts = new SystemFacts(parts);
  }

  countConsolesWith(count: () => number): void {
    this.#consoles = count;
  }

  countMessagesWith(counts: MessageCounts): void {
    this.#messages = counts;
  }

  showWorkersOf(workers: () => WorkerView[]): void {
    this.#workers = workers;
  }

  async view(): Promise<SystemView> {
    const { version, startedAt, timeZone, embedded, dataDirectory, store, sessions } = this.#parts;
    const { clock, dispatcherBacklog } = this.#parts;
    const now = clock.now();
    const [pinged, disk] = await Promise.all([this.#ping(), statfs(dataDirectory)]);
    // A database that is away is asked nothing: what was known of it stays.
    if (pinged !== undefined) this.#computers = await store.computers.count().catch(() => this.#computers);
    const facts = await this.#facts.read({ databaseAnswers: pinged !== undefined });
    const { rss, heapUsed } = process.memoryUsage();
    const loopDelay = this.#loopDelay.read(now.getTime());
    return {
      at: now.toISOString(),
      version,
      nodeVersion: process.versions.node,
      startedAt: startedAt.toISOString(),
      timeZone,
      runs: facts.runs,
      store: {
        kind: embedded ? 'embedded' : 'mongodb',
        answers: pinged !== undefined,
        ...(pinged === undefined ? {} : { pingMilliseconds: pinged }),
        ...(facts.storeBytes === undefined ? {} : { bytes: facts.storeBytes }),
        documents: facts.documents,
        ...(facts.lastBackup === undefined ? {} : { lastBackup: facts.lastBackup }),
      },
      sockets: { agents: sessions.size, consoles: this.#consoles() },
      messages: { ...this.#messages },
      ...(loopDelay === undefined ? {} : { loopDelay }),
      queue: { dueJobs: facts.dueJobs, computers: dispatcherBacklog() },
      computers: this.#computers,
      agentVersions: facts.agentVersions,
      memoryBytes: rss,
      heapBytes: heapUsed,
      dataDirectory: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
      contentBytes: facts.contentBytes,
      uploadBytes: facts.uploadBytes,
      workers: this.#workers(),
    };
  }

  /** Somebody begins to look: told from now on, until nobody does. */
  watched(): void {
    this.#telling ??= this.#parts.clock.after(TELL_EVERY_MILLISECONDS, () => {
      this.#told ??= this.#tell().finally(() => {
        this.#told = undefined;
      });
    });
  }

  /** Resolves when nothing is being counted any more: the store may be closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#telling?.();
    this.#loopDelay.stop();
    await this.#told;
    await this.#facts.settled();
  }

  async #tell(): Promise<void> {
    const { feed, log } = this.#parts;
    this.#telling = undefined;
    if (!feed.isWatched('system')) return this.#loopDelay.stop();
    try {
      const system = await this.view();
      feed.publish(['system'], { kind: 'system', system });
    } catch (error) {
      log.warn({ reason: coerceError(error).message }, 'the system cannot be described');
    }
    if (!this.#stopped) this.watched();
  }

  /** @returns milliseconds until the database answered; undefined when it does not */
  async #ping(): Promise<number | undefined> {
    const began = performance.now();
    return (await this.#parts.store.ping()) ? performance.now() - began : undefined;
  }
}
