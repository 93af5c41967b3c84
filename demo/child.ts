import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Obstacle, ROOT } from './options.ts';
import { DATA, saveState, type State } from './state.ts';

/** The hub and the agent promise to stop within 10 s. */
const STOP_MS = 12_000;
const LOG_LINES_SHOWN = 15;

export interface Program {
  name: string;
  script: string;
  args: string[];
  /** `undefined` takes a variable away. */
  env: Record<string, string | undefined>;
}

export interface Child {
  name: string;
  log: string;
  /** @throws Obstacle with the end of its log when it has ended by itself */
  check(): void;
  /** SIGTERM, and SIGKILL when that is not enough. */
  stop(): Promise<void>;
  /** At once, for whoever asks a second time. */
  kill(): void;
}

async function end(pid: number, gone: () => boolean): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (gone()) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const until = performance.now() + STOP_MS;
    while (!gone() && performance.now() < until) await after(50);
  }
}

/** Starts a program of this project, its output in a file of the demo's folder, and notes it for the next run. */
export function start(program: Program, state: State): Child {
  const log = join(DATA, `${program.name}.log`);
  const file = openSync(log, 'w', 0o600);
  // A process group of its own: Ctrl-C reaches the demo alone, which then stops everything in order.
  const child: ChildProcess = spawn(process.execPath, [program.script, ...program.args], {
    cwd: ROOT,
    env: { ...process.env, ...program.env },
    stdio: ['ignore', file, file],
    detached: process.platform !== 'win32',
  });
  closeSync(file);
  const { pid } = child;
  if (pid === undefined) throw new Obstacle(`The ${program.name} could not be started.`);
  state.processes.push({ pid, script: program.script });
  saveState(state);
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  return {
    name: program.name,
    log,
    check() {
      if (!gone()) return;
      const said = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
      throw new Obstacle(`The ${program.name} ended by itself. ${relative(ROOT, log)} ends with:\n${said}`);
    },
    async stop() {
      await end(pid, gone);
      if (!gone()) await once(child, 'exit');
      state.processes = state.processes.filter((one) => one.pid !== pid);
      saveState(state);
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/** The command line of a process; empty when there is none. */
function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/**
 * Ends what a killed run has left. A number that meanwhile belongs to another program is not touched.
 * @throws Obstacle when that run is not dead at all
 */
export async function endLeftovers(state: State): Promise<void> {
  const { runner } = state;
  if (runner !== undefined && runner !== process.pid && commandLine(runner).includes('demo/main.ts')) {
    throw new Obstacle(`The demo runs already (process ${runner}). End it with Ctrl-C first.`);
  }
  for (const { pid, script } of state.processes.toReversed()) {
    const gone = () => !commandLine(pid).includes(script);
    if (gone()) continue;
    console.log(`Ending what an earlier run has left: ${script} (process ${pid}).`);
    await end(pid, gone);
  }
  state.processes = [];
  state.runner = process.pid;
  saveState(state);
}
