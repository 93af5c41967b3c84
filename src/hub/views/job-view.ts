import type { Attempt, Job } from '#domain/job.ts';
import type { Waiting } from '#domain/queue.ts';
import type { JobTimes, JobView, OutputChunkView } from '#protocol/views/container.ts';
import type { StoredChunk } from '#store/contract/jobs.ts';
import { present } from './present.ts';

function timesOf(job: Job, attempt: Attempt | undefined): JobTimes {
  return {
    dueAt: job.dueAt.toISOString(),
    ...present('offeredAt', attempt?.offeredAt),
    ...present('acceptedAt', attempt?.acceptedAt),
    ...present('startedAt', attempt?.startedAt),
    ...present('firstOutputAt', attempt?.firstOutputAt),
    ...present('finishedAt', attempt?.finishedAt),
    ...present('recordedAt', attempt?.recordedAt),
  };
}

/** `waiting`: why it waits, for a job that does. */
export function jobView(job: Job, waiting?: Waiting): JobView {
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
    attempt: attempt?.number ?? 0,
    ...(attempt?.exitCode === undefined ? {} : { exitCode: attempt.exitCode }),
    ...(attempt?.reason === undefined ? {} : { reason: attempt.reason }),
    ...(attempt?.detail === undefined ? {} : { detail: attempt.detail }),
    ...present('cancelRequestedAt', job.cancelRequested?.at),
    ...(waiting === undefined
      ? {}
      : {
          waiting: {
            reason: waiting.reason,
            ...present('until', waiting.until),
            ...present('since', waiting.since),
          },
        }),
    times: timesOf(job, attempt),
    output: attempt?.output ?? { lastSequence: 0, bytes: 0 },
    revision: job.revision,
  };
}

export function chunkView(chunk: StoredChunk): OutputChunkView {
  return { sequence: chunk.sequence, stream: chunk.stream, text: chunk.text, at: chunk.at.toISOString() };
}
