import type { Clock } from '../clock.ts';
import { systemCode } from '../faults.ts';
import type { ProcessMark } from '../journal.ts';
import { isSameProcess, listProcesses, type RunningProcess } from './process-table.ts';

/** What a tree is given between being asked and being killed, and then before it is given up. */
const GRACE_MILLISECONDS = 5000;
const KILL_MILLISECONDS = 5000;
const LOOK_MILLISECONDS = 100;

/**
 * A procedure's process and all that came from it: its descendants, its process group and its session, and what
 * was seen of them once, even when its parent has ended since.
 */
export class ProcessTree {
  readonly #root: ProcessMark;
  readonly #clock: Clock;
  #seen: ProcessMark[];

  constructor(root: ProcessMark, clock: Clock) {
    this.#root = root;
    this.#clock = clock;
    this.#seen = [root];
  }

  /** Asks every process to end, kills what has not after 5 s, until none is left. @returns whether none is. */
  async stop(): Promise<boolean> {
    return (await this.#signalUntilGone('SIGTERM', GRACE_MILLISECONDS)) || this.kill();
  }

  /** Kills every process of the tree. @returns whether none is left 5 s later. */
  kill(): Promise<boolean> {
    return this.#signalUntilGone('SIGKILL', KILL_MILLISECONDS);
  }

  /** The processes of the tree that run now. */
  async running(): Promise<RunningProcess[]> {
    const all = await listProcesses();
    const members = new Map<number, RunningProcess>();
    // The system gives a number away again only when no group or session bears it: then they are another's.
    const reused = all.some((one) => one.pid === this.#root.pid && !isSameProcess(one, this.#root));
    for (const one of all) {
      const seen = this.#seen.some((mark) => isSameProcess(mark, one));
      if (seen || (!reused && this.#isOfGroup(one))) members.set(one.pid, one);
    }
    // Parents may be listed after their children: repeat until a whole pass finds nobody new.
    for (let before = -1; before !== members.size;) {
      before = members.size;
      for (const one of all) if (members.has(one.parent)) members.set(one.pid, one);
    }
    // A process id of this very agent can never belong to a procedure.
    members.delete(process.pid);
    const running = [...members.values()];
    this.#seen = running;
    return running;
  }

  #isOfGroup(one: RunningProcess): boolean {
    return one.group === this.#root.pid || one.session === this.#root.pid;
  }

  async #signalUntilGone(signal: 'SIGTERM' | 'SIGKILL', patience: number): Promise<boolean> {
    const told = new Set<number>();
    for (let end: number | undefined; ;) {
      const running = await this.running();
      if (running.length === 0) return true;
      if (end !== undefined && this.#clock.monotonic() >= end) return false;
      for (const { pid } of running) {
        // Asking once is enough; a procedure's handler for it must not run again and again.
        if (signal === 'SIGTERM' && told.has(pid)) continue;
        told.add(pid);
        send(pid, signal);
      }
      // From the first signal on: on a busy computer the first look alone can take longer than that.
      end ??= this.#clock.monotonic() + patience;
      await this.#clock.sleep(LOOK_MILLISECONDS);
    }
  }
}

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (fault) {
    // Gone between the look and the signal, or of an account that this one may not end.
    const code = systemCode(fault);
    if (code !== 'ESRCH' && code !== 'EPERM') throw fault;
  }
}
