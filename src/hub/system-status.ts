import { statfs } from 'node:fs/promises';
import type { SystemView, WorkerView } from '#protocol/views/system.ts';
import type { Store } from '#store/contract/store.ts';
import type { AgentSessions } from './agent-sessions.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Cancel, Clock } from './clock.ts';
import { coerceError, type Log } from './log.ts';

/** The page of admins is told at most this often: every run of a worker begins and ends. */
const TELL_EVERY_MILLISECONDS = 1_000;

interface Parts {
  version: string;
  startedAt: Date;
  timeZone: string;
  embedded: boolean;
  dataDirectory: string;
  store: Store;
  sessions: AgentSessions;
  feed: ChangeFeed;
  clock: Clock;
  log: Log;
}

/** How the hub itself is. Consoles and workers are counted by whoever holds them; without them there are none. */
export class SystemStatus {
  readonly #parts: Parts;
  #consoles: () => number = () => 0;
  #workers: () => WorkerView[] = () => [];
  /** As last read: it stays while the database does not answer. */
  #computers = 0;
  #telling: Cancel | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  countConsolesWith(count: () => number): void {
    this.#consoles = count;
  }

  showWorkersOf(workers: () => WorkerView[]): void {
    this.#workers = workers;
  }

  async view(): Promise<SystemView> {
    const { version, startedAt, timeZone, embedded, dataDirectory, store, sessions } = this.#parts;
    const [answers, disk] = await Promise.all([store.ping(), statfs(dataDirectory)]);
    if (answers) this.#computers = await store.computers.count().catch(() => this.#computers);
    return {
      version,
      nodeVersion: process.versions.node,
      startedAt: startedAt.toISOString(),
      timeZone,
      store: { kind: embedded ? 'embedded' : 'mongodb', answers },
      sockets: { agents: sessions.size, consoles: this.#consoles() },
      computers: this.#computers,
      memoryBytes: process.memoryUsage.rss(),
      dataDirectory: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
      workers: this.#workers(),
    };
  }

  /** Something of it has changed: who watches is told soon. */
  changed(): void {
    const { feed, clock, log } = this.#parts;
    if (!feed.isWatched('system')) return;
    this.#telling ??= clock.after(TELL_EVERY_MILLISECONDS, () => {
      this.#telling = undefined;
      this.view().then(
        (system) => feed.publish(['system'], { kind: 'system', system }),
        (error: unknown) =>
          log.warn({ reason: coerceError(error).message }, 'the system cannot be described'),
      );
    });
  }

  stop(): void {
    this.#telling?.();
    this.#telling = undefined;
  }
}
