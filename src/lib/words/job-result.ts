import { FAILURE_SENTENCES } from '#protocol/failure-sentences.ts';
import type { JobAction } from '#protocol/job.ts';
import type { JobTimes, JobView } from '#protocol/views/container.ts';
import { formatDuration, formatElapsed } from '../format/duration.ts';
import { isTerminal } from '#domain/transitions.ts';
import { text, textInstead } from '../messages/text.ts';

const moment = (instant: string) => new Date(instant).getTime();

/** `Install Firefox 128.0` */
export const jobTitle = (job: { action: JobAction; packageName: string; packageVersion: string }) =>
  text('jobs.title', {
    action: job.action,
    package: job.packageName,
    version: job.packageVersion,
  });

/** How an attempt ended: `exit code 0`, a failure in words, or undefined while there is nothing to say. */
export function resultOf(job: Pick<JobView, 'exitCode' | 'reason' | 'state'>): string | undefined {
  const code = job.exitCode === undefined ? undefined : text('jobs.exitCode', { code: job.exitCode });
  if (job.reason === undefined) return isTerminal(job.state) ? code : undefined;
  if (job.reason === 'exitCodeNotAccepted' && code !== undefined)
    return text('jobs.codeNotAccepted', { code });
  const sentence = textInstead(`failures.${job.reason}`, FAILURE_SENTENCES[job.reason]).replace(/\.$/, '');
  return code === undefined ? sentence : `${sentence} (${code})`;
}

/** `started 38 ms after its due time`, or undefined before the start. */
export function startDelay(times: JobTimes): string | undefined {
  if (times.startedAt === undefined) return undefined;
  return text('jobs.startedAfter', {
    span: formatDuration(moment(times.startedAt) - moment(times.dueAt)),
  });
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
    [text('jobs.momentDue'), times.dueAt],
    [text('jobs.momentOffered'), times.offeredAt],
    [text('jobs.momentAccepted'), times.acceptedAt],
    [text('jobs.momentStarted'), times.startedAt],
    [text('jobs.momentFirstOutput'), times.firstOutputAt],
    [text('jobs.momentFinished'), times.finishedAt],
    [text('jobs.momentRecorded'), times.recordedAt],
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
