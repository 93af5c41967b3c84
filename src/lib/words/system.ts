import type { WorkerRule, WorkerView } from '#protocol/views/system.ts';
import { formatDuration } from '../format/duration.ts';

/** What each rule enforces, in words. */
export const WORKER_RULES: Record<WorkerRule, { name: string; meaning: string }> = {
  expire: { name: 'End dates', meaning: 'Jobs that have not begun by their end date expire' },
  wake: { name: 'Waking', meaning: 'Offline computers are woken at the start, within the wake window' },
  shutdown: { name: 'Shutdown', meaning: 'Computers that we woke are shut down after their last job' },
  presence: { name: 'Lost agents', meaning: 'Jobs on computers that vanished fail in the end' },
  'purge-containers': { name: 'Job containers', meaning: 'Old job containers are removed' },
  'purge-history': { name: 'History', meaning: 'Old summaries and statistics are removed' },
  'purge-audit': { name: 'Audit log', meaning: 'Old entries of the audit log are removed' },
  'purge-sessions': { name: 'Sessions', meaning: 'Sessions of users that have ended are removed' },
  statistics: { name: 'Statistics', meaning: 'The jobs of each hour are counted' },
};

/** How long the last run took; while it runs, and before the first, undefined. */
export function lastRunTook(worker: WorkerView): string | undefined {
  const { lastStartedAt, lastEndedAt } = worker;
  if (lastStartedAt === undefined || lastEndedAt === undefined) return undefined;
  const span = new Date(lastEndedAt).getTime() - new Date(lastStartedAt).getTime();
  return span < 0 ? undefined : formatDuration(span);
}

/** `every 30 s`, `every 5 min`. */
export const howOften = (worker: Pick<WorkerView, 'everySeconds'>): string =>
  `every ${formatDuration(worker.everySeconds * 1000).replace(/\.0 s$/, ' s')}`;
