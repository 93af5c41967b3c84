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
export function listProcesses(): Promise<RunningProcess[]> {
  if (process.platform === 'linux') return listFromProc();
  return process.platform === 'win32' ? listFromWindows() : listFromPs();
}

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
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(processes.map(readProcess));
  return found.filter((one) => one !== undefined);
}

async function readProcess(pid: string): Promise<RunningProcess | undefined> {
  try {
    return readStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined; // Gone since.
  }
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

/** Id, parent and beginning of each process, in 100 ns. */
const WINDOWS_LIST =
  "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.Ticks }";

async function listFromWindows(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)(
    'powershell.exe',
    ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_LIST],
    { windowsHide: true, maxBuffer: 16 * 1024 * 1024 },
  );
  return readWindowsList(stdout);
}

/**
 * Windows keeps the id of a parent that has ended, and gives it to another process: who began later than its child is
 * not its parent. There are no groups and no sessions of that kind.
 */
export function readWindowsList(text: string): RunningProcess[] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const begun = new Map(lines.map(([pid = '', , ticks = '']) => [pid, ticks]));
  return lines.flatMap(([pid = '', parent = '', ticks = '']) => {
    if (!/^\d+$/.test(pid)) return [];
    const parentBegun = begun.get(parent);
    const isParent = parentBegun !== undefined && isNotLater(parentBegun, ticks);
    return [
      { pid: Number(pid), start: ticks, parent: isParent ? Number(parent) : -1, group: -1, session: -1 },
    ];
  });
}

/** Whole numbers of many digits, without leading zeros; none is unknown. */
const isNotLater = (one: string, other: string) =>
  one === '' || other === '' || one.length < other.length || (one.length === other.length && one <= other);

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
