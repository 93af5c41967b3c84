import type { Finding } from '#protocol/finding.ts';
import type { WorkerRule, WorkerView } from '#protocol/views/system.ts';
import type { WorkerReport } from '#protocol/worker.ts';
import type { Cancel, Clock } from '../clock.ts';
import { coerceError, type Log } from '../log.ts';
import { present } from '../views/present.ts';
import { nextRunAfter } from './timetable.ts';

export interface RuleWorkerParts {
  rule: WorkerRule;
  everySeconds: number;
  clock: Clock;
  log: Log;
  /** Runs the rule once, in a thread of its own. Never rejects. */
  run: (rule: WorkerRule) => Promise<WorkerReport>;
  handle: (finding: Finding) => Promise<void>;
}

/** One rule: runs it again and again, hands on what it finds, starts it again when it fails, remembers all that. */
export class RuleWorker {
  readonly #parts: RuleWorkerParts;
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #lastStartedAt: Date | undefined;
  #lastEndedAt: Date | undefined;
  #lastProblem: WorkerView['lastProblem'];
  #runs = 0;
  #failures = 0;
  #failuresInARow = 0;
  #findings = 0;

  constructor(parts: RuleWorkerParts) {
    this.#parts = parts;
  }

  view(): WorkerView {
    const { rule, everySeconds } = this.#parts;
    const resting = this.#failuresInARow > 0 ? 'failing' : 'resting';
    return {
      rule,
      state: this.#running === undefined ? resting : 'running',
      everySeconds,
      ...present('lastStartedAt', this.#lastStartedAt),
      ...present('lastEndedAt', this.#lastEndedAt),
      runs: this.#runs,
      failures: this.#failures,
      findings: this.#findings,
      ...(this.#lastProblem === undefined ? {} : { lastProblem: this.#lastProblem }),
    };
  }

  runAfter(seconds: number): void {
    this.#timer?.();
    if (this.#stopped) return;
    this.#timer = this.#parts.clock.after(seconds * 1000, () => void this.runNow());
  }

  /** Resolves when the run has ended and what it found has been handled. A run that is under way is waited for. */
  runNow(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Whoever stops it ends its thread, too. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { rule, everySeconds, clock, run } = this.#parts;
    if (this.#stopped) return;
    this.#timer?.();
    const began = clock.now();
    this.#lastStartedAt = began;
    this.#runs += 1;
    const report = await run(rule);
    if (this.#stopped) return;
    if (report.outcome === 'done') await this.#succeeded(report);
    else this.#failed(report);
    this.#lastEndedAt = clock.now();
    const took = (this.#lastEndedAt.getTime() - began.getTime()) / 1000;
    const more = report.outcome === 'done' && report.more;
    this.runAfter(nextRunAfter({ everySeconds, took, more, failuresInARow: this.#failuresInARow }));
  }

  async #succeeded(report: Extract<WorkerReport, { outcome: 'done' }>): Promise<void> {
    const { rule, log, handle } = this.#parts;
    this.#failuresInARow = 0;
    this.#findings += report.findings.length;
    const { milliseconds, findings } = report;
    log.debug({ rule, milliseconds, findings: findings.length }, 'a worker has looked');
    for (const finding of findings) {
      if (this.#stopped) return;
      try {
        await handle(finding);
      } catch (error) {
        const reason = coerceError(error).message;
        log.warn(
          { rule, finding, reason },
          'what a worker found could not be acted upon; it will be found again',
        );
        this.#note(reason);
      }
    }
  }

  #failed({ reason, stack }: Extract<WorkerReport, { outcome: 'failed' }>): void {
    const { rule, log } = this.#parts;
    this.#failures += 1;
    this.#failuresInARow += 1;
    this.#note(reason);
    log.warn({ rule, reason, stack, inARow: this.#failuresInARow }, 'a worker failed; it is started again');
  }

  #note(text: string): void {
    this.#lastProblem = { at: this.#parts.clock.now().toISOString(), text };
  }
}
