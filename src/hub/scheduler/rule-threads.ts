import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from 'node:worker_threads';
import Bree from 'bree';
import { WorkerReport, type WorkerTask } from '#protocol/worker.ts';
import { within, type Cancel, type Clock } from '../clock.ts';
import { coerceError } from '../log.ts';

const RUN_RULE = fileURLToPath(new URL('../../../worker/run-rule.ts', import.meta.url));
/** What a run may take before it is ended. */
export const RUN_MILLISECONDS = 60_000;
/** What a run may take to answer `cancel` when the hub stops. */
const CANCEL_MILLISECONDS = 1_000;
/** Megabytes of JavaScript objects; a rule that needs more ends its thread, not the hub. */
const MAX_HEAP = 256;

interface Run {
  report?: WorkerReport;
  /** What was wrong first: the code of the exit, which comes last, says least. */
  problem?: string;
  limit: Cancel;
  end: (report: WorkerReport) => void;
}

/**
 * One thread for each run of a rule, started and ended by Bree. When a rule runs is not Bree's affair: its timers
 * cannot be driven by a clock, and it starts nothing again that has failed.
 */
export class RuleThreads {
  readonly #bree: Bree;
  readonly #clock: Clock;
  readonly #options: Partial<WorkerOptions>;
  readonly #runs = new Map<string, Run>();
  #stopped = false;

  /** @param parts.cacheDirectory where compiled modules are kept: half of what a thread costs is loading them */
  constructor(parts: { rules: readonly string[]; clock: Clock; cacheDirectory: string }) {
    this.#clock = parts.clock;
    this.#options = {
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP },
      // The hub's own flags (such as --watch) are nothing for these threads.
      execArgv: [],
      env: { NODE_COMPILE_CACHE: join(parts.cacheDirectory, 'compiled'), ...process.env },
    };
    this.#bree = new Bree({
      root: false,
      doRootCheck: false,
      logger: false,
      defaultExtension: 'ts',
      acceptedExtensions: ['.ts'],
      jobs: parts.rules.map((name) => ({ name, path: RUN_RULE, timeout: false, interval: 0 })),
      workerMessageHandler: ({ name, message }) => this.#heard(name, message),
      errorHandler: (error, { name }) => this.#failed(name, coerceError(error).message),
    });
    this.#bree.on('worker deleted', (name: string) => this.#ended(name));
  }

  /** Runs a rule once. @returns what came of it, when its thread has ended; never rejects */
  run(task: WorkerTask): Promise<WorkerReport> {
    const { rule } = task;
    if (this.#stopped || this.#runs.has(rule)) {
      const reason = this.#stopped ? 'the hub stops' : 'it runs already';
      return Promise.resolve({ outcome: 'failed', reason });
    }
    return new Promise((end) => {
      const limit = this.#clock.after(RUN_MILLISECONDS, () => {
        this.#failed(rule, `it did not end within ${RUN_MILLISECONDS / 1000} seconds`);
        void this.#bree.workers.get(rule)?.terminate();
      });
      this.#runs.set(rule, { limit, end });
      this.#start(task).catch((error: unknown) => {
        this.#failed(rule, coerceError(error).message);
        this.#ended(rule);
      });
    });
  }

  async #start(task: WorkerTask): Promise<void> {
    const { rule } = task;
    const job = this.#bree.config.jobs.find(({ name }) => name === rule);
    if (job !== undefined) job.worker = { ...this.#options, workerData: task };
    await this.#bree.run(rule);
  }

  #heard(name: string, message: unknown): void {
    const run = this.#runs.get(name);
    if (run === undefined || message === 'cancelled') return;
    const read = WorkerReport.safeParse(message);
    if (read.success) run.report ??= read.data;
    else this.#failed(name, `it said something that cannot be read: ${read.error.issues[0]?.message ?? ''}`);
  }

  #failed(name: string, reason: string): void {
    const run = this.#runs.get(name);
    if (run !== undefined) run.problem ??= reason;
  }

  #ended(name: string): void {
    const run = this.#runs.get(name);
    if (run === undefined) return;
    this.#runs.delete(name);
    run.limit();
    run.end(run.report ?? { outcome: 'failed', reason: run.problem ?? 'it ended without a word' });
  }

  /** Ends every thread: kindly first, then at once. Bree itself would wait for ever. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const stopped = this.#bree.stop();
    const outcome = await within(this.#clock, CANCEL_MILLISECONDS, stopped);
    if (!outcome.timedOut) return;
    await Promise.all([...this.#bree.workers.values()].map((thread) => thread.terminate()));
    await stopped;
  }
}
