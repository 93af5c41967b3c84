import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { eventually } from '#tests/support/eventually.ts';

const LIMIT_MILLISECONDS = 10_000;
const execute = promisify(execFile);

/** Runs `ip` of iproute2. @throws Error with what it complained about */
export async function ip(...words: string[]): Promise<void> {
  await execute('ip', words, { timeout: LIMIT_MILLISECONDS });
}

/** All names that a process gives begin with this: so the next run knows what one that was killed has left. */
export const namespacePrefix = (pid: number): string => `reveille-test-${pid}-`;

/** Removes namespaces whose makers are gone. */
export async function removeLeftovers(): Promise<void> {
  const names = await readdir('/run/netns').catch(() => []);
  for (const name of names) {
    const pid = Number(/^reveille-test-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !existsSync(`/proc/${pid}`)) await ip('netns', 'del', name);
  }
}

/** A command is put in front of a program so that it runs in this namespace; the process id stays the program's. */
export const inNamespace = (name: string): string[] => ['ip', 'netns', 'exec', name];

const uptime = async () => Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);

/**
 * In front of a program: for it the computer was started a moment ago, after this was asked for. Its clock shows the
 * right time all the same.
 */
export async function justBooted(): Promise<string[]> {
  // The system counts such offsets in whole seconds.
  const second = Math.floor(await uptime()) + 1;
  await eventually(uptime, (now) => now >= second);
  return ['unshare', '--time', `--boottime=-${second}`, `--monotonic=-${second}`, '--'];
}

/** @returns why no network of namespaces can be made here, in one sentence; undefined when it can */
export async function namespaceProblem(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Network namespaces are a thing of Linux.';
  const probe = `${namespacePrefix(process.pid)}probe`;
  try {
    await ip('netns', 'add', probe);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return 'The program ip is missing: install iproute2.';
    return `Network namespaces are not permitted here (they need root): ${lastLine(error)}`;
  }
  try {
    await ip('-n', probe, 'link', 'add', 'probe', 'type', 'bridge');
    const [program = '', ...words] = await justBooted();
    await execute(program, [...words, 'true'], { timeout: LIMIT_MILLISECONDS });
    return undefined;
  } catch (error) {
    return `Bridges or time namespaces are not permitted here: ${lastLine(error)}`;
  } finally {
    await ip('netns', 'del', probe);
  }
}

const lastLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
