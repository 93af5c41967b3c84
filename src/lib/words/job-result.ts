import { FAILURE_SENTENCES } from '#protocol/job.ts';
import type { JobAction } from '#protocol/job.ts';
import type { JobTimes, JobView } from '#protocol/views/container.ts';
import { formatDuration, formatElapsed } from '../format/duration.ts';
import { isTerminal } from '#domain/transitions.ts';

const moment = (instant: string) => new Date(instant).getTime();

/** `Install Firefox 128.0` */
export const jobTitle = (job: { action: JobAction; packageName: string; packageVersion: string }) =>
  `${job.action === 'install' ? 'Install' : 'Uninstall'} ${job.packageName} ${job.packageVersion}`;

/** How an attempt ended: `exit code 0`, a failure in words, or undefined while there is nothing to say. */
export function resultOf(job: Pick<JobView, 'exitCode' | 'reason' | 'state'>): string | undefined {
  const code = job.exitCode === undefined ? undefined : `exit code ${job.exitCode}`;
  if (job.reason === undefined) return isTerminal(job.state) ? code : undefined;
  if (job.reason === 'exitCodeNotAccepted' && code !== undefined) return `${code} does not count as success`;
  const sentence = FAILURE_SENTENCES[job.reason].replace(/\.$/, '');
  return code === undefined ? sentence : `${sentence} (${code})`;
}

/** `started 38 ms after its due time`, or undefined before the start. */
export function startDelay(times: JobTimes): string | undefined {
  if (times.startedAt === undefined) return undefined;
  return `started ${formatDuration(moment(times.startedAt) - moment(times.dueAt))} after its due time`;
}

/** How long the attempt ran; while it runs, how long so far. @param now Milliseconds. */
export function runTime(job: Pick<JobView, 'times' | 'state'>, now: number): string | undefined {
  const { startedAt, finishedAt } = job.times;
  if (startedAt === undefined) return undefined;
  if (finishedAt !== undefined) return formatDuration(moment(finishedAt) - moment(startedAt));
  return isTerminal(job.state) ? undefined : formatElapsed(now - moment(startedAt));
}

/** The seven kept moments with their names, those that have come. */
export function momentsOf(times: JobTimes): { name: string; at: string; after?: string }[] {
  const named: [string, string | undefined][] = [
    ['Due', times.dueAt],
    ['Offered', times.offeredAt],
    ['Accepted', times.acceptedAt],
    ['Started', times.startedAt],
    ['First output', times.firstOutputAt],
    ['Finished', times.finishedAt],
    ['Recorded', times.recordedAt],
  ];
  const moments: { name: string; at: string; after?: string }[] = [];
  for (const [name, at] of named) {
    if (at === undefined) continue;
    const before = moments.at(-1);
    moments.push({
      name,
      at,
      ...(before === undefined ? {} : { after: `+${formatDuration(moment(at) - moment(before.at))}` }),
    });
  }
  return moments;
}
