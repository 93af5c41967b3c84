import type { SystemView } from '#protocol/views/system.ts';
import { percent } from '../format/bytes.ts';
import type { Tone } from '../words/tone.ts';

/** Per cent of the disk that are used: from here on it is said, and from there it is serious. */
export const DISK_NEARLY_FULL = 85;
export const DISK_FULL = 95;
/** Milliseconds of lateness from which agents and people feel it. */
const SLOW_FROM = 250;

interface Trouble {
  trouble: 'database' | 'workers' | 'disk' | 'slow';
  tone: Tone;
  /** Of what there may be several. */
  count: number;
}

export const diskUsed = ({ dataDirectory: { totalBytes, freeBytes } }: Pick<SystemView, 'dataDirectory'>) =>
  percent(totalBytes - freeBytes, totalBytes);

/** What an admin should look at, the worst first; empty: all is well. */
export function healthOf(system: SystemView): Trouble[] {
  const failing = system.workers.filter(({ state }) => state === 'failing').length;
  const found: Trouble[] = [];
  if (!system.store.answers) found.push({ trouble: 'database', tone: 'red', count: 1 });
  if (failing > 0) found.push({ trouble: 'workers', tone: 'red', count: failing });
  if (diskUsed(system) >= DISK_FULL) found.push({ trouble: 'disk', tone: 'red', count: 1 });
  if ((system.loopDelay?.p99 ?? 0) >= SLOW_FROM) found.push({ trouble: 'slow', tone: 'amber', count: 1 });
  return found;
}
