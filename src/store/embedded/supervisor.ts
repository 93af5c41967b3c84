import { Worker } from 'node:worker_threads';
import type { FromWorker, WorkerOptions } from './worker-messages.ts';

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
  readonly #listeners: (() => void)[] = [];
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait = FIRST_WAIT;
  #isStopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Resolves when the store answers. @throws Error when it cannot start */
  start(): Promise<void> {
    const { log } = this.#options;
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
        switch (message.kind) {
          case 'ready':
            isReady = true;
            return resolve();
          case 'refused':
            reason = message.reason;
            return void worker.terminate();
          case 'log':
            return log(message.text);
        }
      });
      worker.on('error', (error) => {
        reason = `embedded store: ${error instanceof Error ? error.message : String(error)}`;
        log(error instanceof Error ? (error.stack ?? reason) : reason);
      });
      worker.on('exit', () => {
        this.#worker = undefined;
        if (!isReady) reject(new Error(reason));
        else if (!this.#isStopping) this.#startAgain(Date.now() - since);
      });
    });
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

  /** Resolves when the thread has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage('stop');
    await ended;
  }
}
