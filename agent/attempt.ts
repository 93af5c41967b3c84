import { LIMITS } from '#protocol/limits.ts';
import type { JobOrder } from '#protocol/orders.ts';
import type { Clock } from './clock.ts';
import type { ContentCache } from './executors/cache.ts';
import { download } from './executors/download.ts';
import { asStepFailure } from './executors/failure.ts';
import { type Folders, makeWorkFolder, removeFolder, workFolderOf } from './executors/folders.ts';
import { OutputCollector } from './executors/output-collector.ts';
import { Procedure } from './executors/procedure.ts';
import { isSameProcess, listProcesses } from './executors/process-table.ts';
import { systemEnvironment } from './executors/shell.ts';
import { ProcessTree } from './executors/process-tree.ts';
import { unpack } from './executors/unpack.ts';
import type { HeldAttempt, Journal, ProcessMark } from './journal.ts';
import type { Log } from './log.ts';
import type { Notice } from './notice.ts';
import type { OutputSpool } from './output-spool.ts';
import { type Result, resultOf, type StopCause } from './steps.ts';

/** Timers cannot be set for longer: 24.8 days. */
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;
/** How often an interrupted procedure that still runs is looked at. */
const LOOK_MILLISECONDS = 1000;

/** Where content comes from, and whom its download is told. */
export interface ContentSource {
  url(sha256: string): string;
  authorization(order: JobOrder): string;
  hubReachable(signal: AbortSignal): Promise<void>;
  progress(order: JobOrder, receivedBytes: number): void;
  /** Ends what is being brought for later jobs. Resolves when nothing of it is written any more. */
  standAside(): Promise<void>;
}

export interface AttemptParts {
  journal: Journal;
  spool: OutputSpool;
  /** Told whenever the spool changes. */
  changed: Notice;
  clock: Clock;
  log: Log;
  folders: Folders;
  cache: ContentCache;
  content: ContentSource;
  /** Unacknowledged output above which no more is read from the procedure. */
  spoolLimitBytes: number;
  /** The journal cannot be written: the agent must end, the next one settles what is open. */
  fault(fault: unknown): void;
}

/** One attempt on its way from the journal to its result. */
export class Attempt {
  readonly #held: HeldAttempt;
  readonly #parts: AttemptParts;
  readonly #abort = new AbortController();
  #running: { procedure: Procedure; collector: OutputCollector } | undefined;
  #stopDeadline: () => void = () => undefined;

  constructor(held: HeldAttempt, parts: AttemptParts) {
    this.#held = held;
    this.#parts = parts;
  }

  /** Carries the attempt out and saves its result; without one when it was aborted. */
  async carryOut(): Promise<void> {
    const { key, order, begun } = this.#held;
    const { journal, folders, cache, log } = this.#parts;
    const signal = this.#abort.signal;
    if (!begun) this.#watchDeadline();
    try {
      const result = await (begun ? this.#settleInterrupted() : this.#perform());
      if (signal.aborted || result === undefined) return;
      journal.finish(key, result);
      log.info({ ...key, ...result }, 'attempt ended');
    } finally {
      this.#stopDeadline();
      const leftRunning = signal.aborted && (begun || this.#running !== undefined);
      if (!leftRunning) {
        await removeFolder(workFolderOf(folders, key));
        await cache.tidy(signal.aborted ? order.content?.sha256 : undefined);
      }
    }
  }

  /** Gives the attempt up here and now, leaving its procedure alone when it runs. The journal decides what follows. */
  abandon(): void {
    this.#abort.abort();
    this.#running?.collector.end();
    this.#running?.procedure.abandon();
  }

  /** Whether its procedure runs under this agent. */
  get executes(): boolean {
    return this.#running !== undefined;
  }

  /** Stops the procedure's whole tree; `carryOut` then ends with the cause. */
  stopProcedure(cause: StopCause): void {
    this.#running?.procedure.stop(cause).catch(this.#parts.fault);
  }

  /** Milliseconds in which the procedure may still begin; undefined: whenever. Right after a restart of the agent too. */
  #mayStillBeginFor(): number | undefined {
    const { key, order } = this.#held;
    const limit = order.mayStartForMilliseconds;
    return limit === undefined ? undefined : limit - this.#parts.journal.sinceAccepted(key);
  }

  /** Ends the attempt as expired at the moment from which it may no longer begin, whatever it waits for. */
  #watchDeadline(): void {
    const left = this.#mayStillBeginFor();
    if (left === undefined) return;
    const wait = Math.min(Math.max(Math.ceil(left), 0), LONGEST_TIMER_MILLISECONDS);
    this.#stopDeadline = this.#parts.clock.after(wait, () => {
      if (this.#running !== undefined || this.#abort.signal.aborted) return;
      if ((this.#mayStillBeginFor() ?? 0) > 0) return this.#watchDeadline();
      try {
        this.#parts.journal.finish(this.#held.key, { event: 'expired' });
      } catch (fault) {
        return this.#parts.fault(fault);
      }
      this.#parts.log.info(this.#held.key, 'the time in which it might begin is over');
      this.abandon();
    });
  }

  async #perform(): Promise<Result | undefined> {
    const { key } = this.#held;
    let folder: string;
    try {
      await this.#parts.content.standAside();
      folder = await this.#prepare();
    } catch (fault) {
      if (this.#abort.signal.aborted) return undefined;
      const { reason, detail } = asStepFailure(fault, 'downloadFailed');
      // A job fails from a step on, never from the moment it was accepted.
      this.#parts.journal.advance(key, 'downloading');
      return { event: 'failed', reason, detail };
    }
    return this.#abort.signal.aborted ? undefined : this.#execute(folder);
  }

  /** @returns the folder to execute in, with the content in it. */
  async #prepare(): Promise<string> {
    const { key, order } = this.#held;
    const { journal, folders, cache, clock, content } = this.#parts;
    const signal = this.#abort.signal;
    const folder = workFolderOf(folders, key);
    if (order.content === undefined) {
      await makeWorkFolder(folder);
      return folder;
    }
    const { sha256, bytes } = order.content;
    const cached = await cache.find(sha256, signal);
    // What is here already is not downloaded, and no step is told that is not taken.
    if (cached === undefined) journal.advance(key, 'downloading');
    const archive =
      cached ??
      (await download({
        url: content.url(sha256),
        sha256,
        bytes,
        cache,
        clock,
        signal,
        authorization: () => content.authorization(order),
        hubReachable: (until) => content.hubReachable(until),
        progress: (received) => content.progress(order, received),
      }));
    signal.throwIfAborted();
    journal.advance(key, 'unpacking');
    await makeWorkFolder(folder);
    await unpack({ archive, folder, signal });
    return folder;
  }

  /** From here to the journal's `begin` nothing is awaited: what it allows is what is started. */
  async #execute(folder: string): Promise<Result | undefined> {
    const { key, order } = this.#held;
    const left = this.#mayStillBeginFor();
    if (left !== undefined && left <= 0) return { event: 'expired' };
    const { journal, clock, folders } = this.#parts;
    const collector: OutputCollector = new OutputCollector({
      clock,
      sinceAccepted: () => journal.sinceAccepted(key),
      save: (chunks) => this.#save(() => this.#parts.spool.add(key, chunks)),
    });
    const procedure = new Procedure({
      procedure: order.procedure,
      folder,
      environment: environmentOf(order, folders),
      timeLimitSeconds: order.timeLimitSeconds,
      clock,
      output: (stream, data) => collector.take(stream, data),
    });
    this.#running = { procedure, collector };
    if (!journal.begin(key, procedure.mark)) {
      procedure.abandon();
      return undefined;
    }
    const ending = await procedure.run();
    if (this.#abort.signal.aborted) return undefined;
    collector.end();
    return resultOf(ending, order.successCodes);
  }

  #save(write: () => void): void {
    try {
      write();
    } catch (fault) {
      return this.#parts.fault(fault);
    }
    const { spool, spoolLimitBytes } = this.#parts;
    if (spool.unacknowledgedBytes > spoolLimitBytes && this.#running?.procedure.pause() === true) {
      void this.#resumeWhenThereIsRoom(this.#running.procedure);
    }
  }

  async #resumeWhenThereIsRoom(procedure: Procedure): Promise<void> {
    const { spool, changed, spoolLimitBytes } = this.#parts;
    for (;;) {
      const change = changed.next();
      if (spool.unacknowledgedBytes <= spoolLimitBytes) return procedure.resume();
      await change;
    }
  }

  /**
   * The procedure had begun under an agent that is no more: it is never started again. What still runs of it is
   * awaited for the rest of its time, so that the next job does not run beside it.
   */
  async #settleInterrupted(): Promise<Result | undefined> {
    const { key, process, runningFor = 0, order } = this.#held;
    const { clock, journal } = this.#parts;
    const end = clock.monotonic() + order.timeLimitSeconds * 1000 - runningFor;
    while (process !== undefined && !this.#abort.signal.aborted && (await isRunning(process))) {
      if (journal.isCancelRequested(key) || clock.monotonic() >= end) {
        await new ProcessTree(process, clock).stop();
        break;
      }
      await clock.sleep(LOOK_MILLISECONDS, this.#abort.signal);
    }
    return journal.isCancelRequested(key)
      ? { event: 'cancelled' }
      : { event: 'failed', reason: 'agentInterrupted' };
  }
}

async function isRunning(mark: ProcessMark): Promise<boolean> {
  return (await listProcesses()).some((one) => isSameProcess(one, mark));
}

/** What a procedure sees: nothing of the agent's own environment, so that it runs the same everywhere. */
function environmentOf(order: JobOrder, folders: Folders): Record<string, string> {
  return {
    ...systemEnvironment(process.platform, process.env),
    REVEILLE_JOB: order.jobId,
    REVEILLE_ATTEMPT: String(order.attempt),
    REVEILLE_PACKAGE: order.package.name.slice(0, LIMITS.nameLength),
    REVEILLE_VERSION: order.package.version.slice(0, LIMITS.versionLength),
    REVEILLE_ACTION: order.action,
    REVEILLE_AGENT_DATA: folders.files,
  };
}
