import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerOptions } from './worker-messages.ts';

export interface SupervisorOptions {
  readonly worker: WorkerOptions;
  readonly log: (text: string) => void;
}

/** Milliseconds before a dead thread is started again: doubled each time, from the first to the last. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 10_000;
/** A thread that ran so long begins again with the first wait. */
const STEADY = 60_000;
/** Megabytes of JavaScript objects; a request that needs more ends the thread, not the hub. */
const MAX_HEAP = 1_024;

/** Keeps the store's thread running. Clients reconnect by themselves; requests in flight are lost to them as errors. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #backups = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #listeners: (() => void)[] = [];
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait = FIRST_WAIT;
  #nextId = 1;
  #isStopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Resolves when the store answers. @throws Error when it cannot start */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        name: 'embedded store',
        workerData: this.#options.worker,
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP },
        // The hub's own flags (such as --watch) are nothing for this thread.
        execArgv: [],
      });
      this.#worker = worker;
      let isReady = false;
      let reason = 'embedded store: its thread ended while it started';
      const since = Date.now();
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') {
          isReady = true;
          resolve();
        } else if (message.kind === 'refused') {
          reason = message.reason;
          void worker.terminate();
        } else this.#hear(message);
      });
      worker.on('error', (error) => {
        reason = `embedded store: ${error instanceof Error ? error.message : String(error)}`;
        this.#options.log(error instanceof Error ? (error.stack ?? reason) : reason);
      });
      worker.on('exit', () => {
        this.#failBackups();
        this.#worker = undefined;
        if (!isReady) reject(new Error(reason));
        else if (!this.#isStopping) this.#startAgain(Date.now() - since);
      });
    });
  }

  #hear(message: Exclude<FromWorker, { kind: 'ready' | 'refused' }>): void {
    switch (message.kind) {
      case 'stopped':
        return;
      case 'log':
        return this.#options.log(message.text);
      case 'backedUp': {
        const waiting = this.#backups.get(message.id);
        this.#backups.delete(message.id);
        if (message.reason === undefined) waiting?.resolve();
        else waiting?.reject(new Error(`embedded store: the backup failed: ${message.reason}`));
      }
    }
  }

  #startAgain(lifetime: number): void {
    if (lifetime > STEADY) this.#wait = FIRST_WAIT;
    const wait = this.#wait;
    this.#wait = Math.min(wait * 2, LONGEST_WAIT);
    this.#options.log(`embedded store: its thread ended unexpectedly; it is started again in ${wait} ms`);
    this.#timer = setTimeout(() => {
      this.start().then(
        () => this.#listeners.forEach((listener) => listener()),
        (error: unknown) => {
          this.#options.log(String(error));
          if (!this.#isStopping) this.#startAgain(0);
        },
      );
    }, wait);
  }

  onRestart(listener: () => void): void {
    this.#listeners.push(listener);
  }

  backup(file: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#worker === undefined) return reject(new Error('embedded store: it is not running'));
      const id = this.#nextId;
      this.#nextId += 1;
      this.#backups.set(id, { resolve, reject });
      this.#tell(this.#worker, { kind: 'backup', id, file });
    });
  }

  #failBackups(): void {
    for (const { reject } of this.#backups.values()) reject(new Error('embedded store: its thread ended'));
    this.#backups.clear();
  }

  #tell(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }

  /** Resolves when the thread has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#tell(worker, { kind: 'stop' });
    await ended;
  }
}
