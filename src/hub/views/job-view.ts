import type { Attempt, EarlierAttempt, Job } from '#domain/job.ts';
import type { ContentNote } from '#domain/pre-stage/content-note.ts';
import type { Waiting } from '#domain/queue.ts';
import type {
  ContentNoteView,
  EarlierAttemptView,
  JobTimes,
  JobView,
  OutputChunkView,
  UsualDuration,
  WaitingView,
} from '#protocol/views/container.ts';
import type { QueuedJob, StoredChunk } from '#store/contract/jobs.ts';
import { present } from './present.ts';

const timesOf = (job: Job, attempt: Attempt | undefined): JobTimes => ({
  dueAt: job.dueAt.toISOString(),
  ...momentsOf(attempt),
});

function momentsOf(attempt: Attempt | undefined): Omit<JobTimes, 'dueAt'> {
  return {
    ...present('offeredAt', attempt?.offeredAt),
    ...present('acceptedAt', attempt?.acceptedAt),
    ...present('startedAt', attempt?.startedAt),
    ...present('firstOutputAt', attempt?.firstOutputAt),
    ...present('finishedAt', attempt?.finishedAt),
    ...present('recordedAt', attempt?.recordedAt),
  };
}

/** Why it ended: as its attempt says, or as was decided without one. */
function resultOf({ ended, attempt }: Job): Pick<JobView, 'reason' | 'detail'> {
  if (ended !== undefined) return ended;
  return {
    ...(attempt?.reason === undefined ? {} : { reason: attempt.reason }),
    ...(attempt?.detail === undefined ? {} : { detail: attempt.detail }),
  };
}

function askedBack({ withdrawRequested }: Job): Pick<JobView, 'expiryRequestedAt' | 'withdrawRequestedAt'> {
  return withdrawRequested?.to === 'expired'
    ? present('expiryRequestedAt', withdrawRequested.at)
    : present('withdrawRequestedAt', withdrawRequested?.at);
}

function earlierAttemptView(attempt: EarlierAttempt): EarlierAttemptView {
  return {
    attempt: attempt.number,
    state: attempt.state,
    ...(attempt.exitCode === undefined ? {} : { exitCode: attempt.exitCode }),
    ...(attempt.reason === undefined ? {} : { reason: attempt.reason }),
    ...(attempt.detail === undefined ? {} : { detail: attempt.detail }),
    times: momentsOf(attempt),
    output: attempt.output,
  };
}

function contentNoteView(note: ContentNote): ContentNoteView {
  if (note.state !== 'failed') return note;
  const { reason, detail, at, retryAt } = note.failure;
  return { state: 'failed', reason, detail, at: at.toISOString(), retryAt: retryAt.toISOString() };
}

/** `behind`: the place of the job that comes first, for its names. `note`: on its content at the computer. */
export function waitingView(
  waiting: Waiting,
  { behind, note }: { behind: QueuedJob | undefined; note: ContentNote | undefined },
): WaitingView {
  return {
    reason: waiting.reason,
    ...present('until', waiting.until),
    ...present('since', waiting.since),
    ...(waiting.downloads === undefined ? {} : { downloads: waiting.downloads }),
    ...(note === undefined ? {} : { content: contentNoteView(note) }),
    ...(waiting.behind === undefined || behind === undefined
      ? {}
      : {
          behind: {
            ...waiting.behind,
            containerName: behind.containerName,
            packageName: behind.packageName,
            packageVersion: behind.packageVersion,
          },
        }),
  };
}

/** `waiting`: why it waits, for a job that does; `usual`: how long one that runs usually takes. */
export function jobView(
  job: Job,
  { waiting, usual }: { waiting?: WaitingView | undefined; usual?: UsualDuration | undefined } = {},
): JobView {
  const { attempt } = job;
  return {
    id: job.id,
    containerId: job.containerId,
    containerName: job.containerName,
    computerId: job.computerId,
    computerName: job.computerName,
    packageId: job.packageId,
    packageName: job.packageName,
    packageVersion: job.packageVersion,
    action: job.action,
    sequence: job.sequence,
    state: job.state,
    reasons: job.reasons,
    dependsOn: job.dependsOn,
    postAction: job.postAction,
    attempt: attempt?.number ?? 0,
    ...(attempt?.exitCode === undefined ? {} : { exitCode: attempt.exitCode }),
    ...resultOf(job),
    ...present('cancelRequestedAt', job.cancelRequested?.at),
    ...askedBack(job),
    ...(waiting === undefined ? {} : { waiting }),
    ...(usual === undefined ? {} : { usualDuration: usual }),
    priority: job.priority,
    ...present('endAt', job.endAt),
    earlierAttempts: (job.earlierAttempts ?? []).map(earlierAttemptView),
    times: timesOf(job, attempt),
    output: attempt?.output ?? { lastSequence: 0, bytes: 0 },
    revision: job.revision,
  };
}

export function chunkView(chunk: StoredChunk): OutputChunkView {
  return { sequence: chunk.sequence, stream: chunk.stream, text: chunk.text, at: chunk.at.toISOString() };
}
