import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ProcessMark } from '../journal.ts';

/** A running process. Ended ones that wait for their parent (zombies) are not listed. */
export interface RunningProcess extends ProcessMark {
  parent: number;
  group: number;
  session: number;
}

/** Every process of this computer. */
export const listProcesses = (): Promise<RunningProcess[]> =>
  process.platform === 'linux' ? listFromProc() : listFromPs();

/** @returns the mark of a process that was just started, undefined when it is gone already. */
export function markProcess(pid: number): ProcessMark | undefined {
  if (process.platform !== 'linux') return { pid, start: '' };
  try {
    const found = readStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return found === undefined ? undefined : { pid, start: found.start };
  } catch {
    return undefined;
  }
}

/** Whether these name the same process. An empty start is unknown and fits any. */
export const isSameProcess = (one: ProcessMark, other: ProcessMark) =>
  one.pid === other.pid && (one.start === other.start || one.start === '' || other.start === '');

async function listFromProc(): Promise<RunningProcess[]> {
  const found: RunningProcess[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
    const running = text === undefined ? undefined : readStat(text);
    if (running !== undefined) found.push(running);
  }
  return found;
}

/** Reads a line of `/proc/PID/stat`. The program's name stands in brackets and may itself hold any character. */
function readStat(text: string): RunningProcess | undefined {
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  const start = fields[19];
  if (state === undefined || start === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, start, parent: Number(parent), group: Number(group), session: Number(session) };
}

async function listFromPs(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,sess=,stat=,lstart=']);
  const found: RunningProcess[] = [];
  for (const line of stdout.split('\n')) {
    const [pid, parent, group, session, state, ...start] = line.trim().split(/\s+/);
    if (state === undefined || state.startsWith('Z')) continue;
    found.push({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(session) || 0,
      start: start.join(' '),
    });
  }
  return found;
}
