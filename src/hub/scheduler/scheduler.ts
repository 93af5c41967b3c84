import { WorkerRule, type WorkerView } from '#protocol/views/system.ts';
import type { WorkerReport } from '#protocol/worker.ts';
import { onFinding } from '../findings/on-finding.ts';
import type { HubContext } from '../hub-context.ts';
import { RuleThreads } from './rule-threads.ts';
import { RuleWorker } from './rule-worker.ts';
import { firstRunAfter, TIMETABLE } from './timetable.ts';

/** The folder of the rules: one file each. */
const RULES = new URL('../../../worker/rules/', import.meta.url);

/**
 * Lets the rules of `worker/` look for what time has made due, each at its own pace, and acts upon what they find.
 * They look at the database alone, so what came due while nobody looked is found by the next run.
 */
export class Scheduler {
  readonly #context: HubContext;
  readonly #databaseUri: string;
  readonly #rules: URL;
  readonly #threads: RuleThreads;
  readonly #workers: ReadonlyMap<WorkerRule, RuleWorker>;

  /** @param parts.rules another folder of rules */
  constructor(parts: { context: HubContext; databaseUri: string; cacheDirectory: string; rules?: URL }) {
    const { context, databaseUri, cacheDirectory, rules = RULES } = parts;
    const { clock, log, system } = context;
    this.#context = context;
    this.#databaseUri = databaseUri;
    this.#rules = rules;
    this.#threads = new RuleThreads({ rules: WorkerRule.options, clock, cacheDirectory });
    this.#workers = new Map(
      WorkerRule.options.map((rule) => [
        rule,
        new RuleWorker({
          rule,
          everySeconds: TIMETABLE[rule],
          clock,
          log,
          run: (name) => this.#run(name),
          handle: (finding) => onFinding(context, finding),
        }),
      ]),
    );
    system.showWorkersOf(() => this.view());
  }

  /** Begins: the first runs come soon, one after the other. */
  start(): void {
    [...this.#workers.values()].forEach((worker, place) => worker.runAfter(firstRunAfter(place)));
  }

  view(): WorkerView[] {
    return [...this.#workers.values()].map((worker) => worker.view());
  }

  /** Runs a rule at once. Resolves when what it found has been handled. */
  async runNow(rule: WorkerRule): Promise<void> {
    await this.#workers.get(rule)?.runNow();
  }

  /** Nothing is looked for any more. What was being acted upon is brought to its end. */
  async stop(): Promise<void> {
    this.#context.stopping.abort();
    const stopped = [...this.#workers.values()].map((worker) => worker.stop());
    await this.#threads.stop();
    await Promise.all(stopped);
  }

  /** With the settings as they are now. */
  #run(rule: WorkerRule): Promise<WorkerReport> {
    const { settings, clock, timeZone, startedAt } = this.#context;
    return this.#threads.run({
      rule,
      rules: this.#rules.href,
      databaseUri: this.#databaseUri,
      settings: settings.current(),
      now: clock.now(),
      timeZone,
      hubStartedAt: startedAt,
    });
  }
}
