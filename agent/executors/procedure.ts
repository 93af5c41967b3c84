import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { OutputStream } from '#protocol/job.ts';
import type { Clock } from '../clock.ts';
import { faultText } from '../faults.ts';
import type { ProcessMark } from '../journal.ts';
import { Notice } from '../notice.ts';
import type { Ending, StopCause } from '../steps.ts';
import { markProcess } from './process-table.ts';
import { removeFolder } from './folders.ts';
import { type ShellCommand, shellCommand } from './shell.ts';
import { ProcessTree } from './process-tree.ts';

/** How long output is awaited from processes that outlive the shell and still hold its pipes. */
const LEFT_PIPES_MILLISECONDS = 2000;

export interface ProcedureParts {
  procedure: string;
  /** In which it runs; beside it there may be a file of the same name with the procedure in it. */
  folder: string;
  environment: Record<string, string>;
  timeLimitSeconds: number;
  clock: Clock;
  /** Takes what the procedure writes, as it comes. */
  output(stream: OutputStream, data: Buffer): void;
}

/** A procedure in the system's shell, first held at the gate. */
export class Procedure {
  readonly #parts: ProcedureParts;
  readonly #command: ShellCommand;
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
    const { procedure, folder, environment } = parts;
    const { platform } = process;
    this.#command = shellCommand({ procedure, scriptPath: folder, platform, environment });
    try {
      this.#child = start(this.#command, parts);
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
    const gate = this.#child?.stdio[this.#command.gate];
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
    if (this.#command.script !== undefined) await removeFolder(this.#command.script.path);
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
    this.#child?.stdio[this.#command.gate]?.destroy();
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

function start(command: ShellCommand, { folder, environment }: ProcedureParts): ChildProcess {
  if (command.script !== undefined) writeFileSync(command.script.path, command.script.text, { mode: 0o600 });
  return spawn(command.file, command.arguments, {
    cwd: folder,
    env: environment,
    detached: command.detached,
    windowsHide: true,
    windowsVerbatimArguments: command.isVerbatim,
    stdio: command.gate === 0 ? ['pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'pipe'],
  });
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
