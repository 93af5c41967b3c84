import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { OutputStream } from '#protocol/job.ts';
import type { Clock } from '../clock.ts';
import { faultText } from '../faults.ts';
import type { ProcessMark } from '../journal.ts';
import { Notice } from '../notice.ts';
import type { Ending, StopCause } from '../steps.ts';
import { markProcess } from './process-table.ts';
import { ProcessTree } from './process-tree.ts';

/** How long output is awaited from processes that outlive the shell and still hold its pipes. */
const LEFT_PIPES_MILLISECONDS = 2000;

/**
 * The shell waits for one line on descriptor 3 before it becomes the procedure's shell. So its process is known
 * and written down before anything of the procedure runs; an agent that dies in between leaves a shell that reads
 * the end of the file and goes.
 */
const GATE = 'read -r go <&3 || exit 125; exec 3<&-; exec /bin/sh -c "$1"';

export interface ProcedureParts {
  procedure: string;
  folder: string;
  environment: Record<string, string>;
  timeLimitSeconds: number;
  clock: Clock;
  /** Takes what the procedure writes, as it comes. */
  output(stream: OutputStream, data: Buffer): void;
}

/** A procedure in the system's shell, in a session of its own, first held at the gate. */
export class Procedure {
  readonly #parts: ProcedureParts;
  readonly #child: ChildProcess | undefined;
  readonly #exited: Promise<Ending>;
  readonly #closed: Promise<unknown>;
  readonly #flow = new Notice();
  /** Its process; absent when it could not be started. */
  readonly mark: ProcessMark | undefined;
  #paused = false;
  #hasExited = false;
  #stopping: { cause: StopCause; done: Promise<unknown> } | undefined;

  constructor(parts: ProcedureParts) {
    this.#parts = parts;
    try {
      this.#child = spawn('/bin/sh', ['-c', GATE, 'reveille', parts.procedure], {
        cwd: parts.folder,
        env: parts.environment,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      });
    } catch (fault) {
      this.#exited = Promise.resolve({ spawnFault: faultText(fault) });
      this.#closed = Promise.resolve();
      return;
    }
    this.#exited = endingOf(this.#child);
    this.#closed = once(this.#child, 'close').catch(() => undefined);
    this.mark = this.#child.pid === undefined ? undefined : markProcess(this.#child.pid);
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#child[stream]?.on('data', (data: Buffer) => parts.output(stream, data));
    }
  }

  /** Opens the gate and follows the procedure to its end. */
  async run(): Promise<Ending> {
    const gate = this.#child?.stdio[3];
    if (isWritable(gate)) {
      // The shell may be gone already: its ending says what happened.
      gate.on('error', () => undefined);
      gate.end('go\n');
    }
    const limit = this.#parts.timeLimitSeconds * 1000;
    const cancelLimit = this.#parts.clock.after(limit, () => {
      // A stop that fails is seen below, where it is awaited.
      this.stop('timeout').catch(() => undefined);
    });
    const ending = await this.#exited;
    this.#hasExited = true;
    cancelLimit();
    await this.#stopping?.done;
    await this.#lastOutput();
    return { ...ending, ...(this.#stopping === undefined ? {} : { stopped: this.#stopping.cause }) };
  }

  /** Stops the whole tree. The first cause stands; a procedure that has ended already keeps its own ending. */
  async stop(cause: StopCause): Promise<void> {
    if (this.mark === undefined || this.#hasExited) return;
    this.#stopping ??= { cause, done: new ProcessTree(this.mark, this.#parts.clock).stop() };
    await this.#stopping.done;
  }

  /** Reads no more for now: the procedure waits when its pipes are full. @returns whether it was reading. */
  pause(): boolean {
    if (this.#paused) return false;
    this.#paused = true;
    for (const pipe of this.#pipes()) pipe.pause();
    return true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    for (const pipe of this.#pipes()) pipe.resume();
    this.#flow.tell();
  }

  /** Lets go of the process without ending it. */
  abandon(): void {
    for (const pipe of this.#pipes()) pipe.destroy();
    this.#child?.stdio[3]?.destroy();
    this.#child?.unref();
  }

  async #lastOutput(): Promise<void> {
    for (;;) {
      const flow = this.#flow.next();
      const patience = new AbortController();
      const waited = this.#parts.clock.sleep(LEFT_PIPES_MILLISECONDS, patience.signal);
      const first = await Promise.race([this.#closed.then(() => 'closed'), waited.then(() => 'waited')]);
      patience.abort();
      if (first === 'closed') return;
      if (!this.#paused) break;
      // While nothing is read, nothing can end: the wait begins when reading does.
      await Promise.race([flow, this.#closed]);
    }
    for (const pipe of this.#pipes()) pipe.destroy();
  }

  #pipes(): Readable[] {
    return [this.#child?.stdout, this.#child?.stderr].filter((pipe) => pipe !== null && pipe !== undefined);
  }
}

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', (fault) => resolve({ spawnFault: faultText(fault) }));
    child.once('exit', (exitCode, signal) => {
      resolve({ ...(exitCode === null ? {} : { exitCode }), ...(signal === null ? {} : { signal }) });
    });
  });
}

function isWritable(stream: Readable | Writable | null | undefined): stream is Writable {
  return stream !== null && stream !== undefined && 'end' in stream;
}
