import type { JobView } from '#protocol/views/container.ts';
import { columns, momentInWords } from './table.ts';
import { taskInWords, whatIsWithIt } from './job-words.ts';

/** Jobs for people, a line each. */
export function jobTable(jobs: readonly JobView[]): string[] {
  const rows = jobs.map((job) => [
    job.id,
    job.computerName,
    taskInWords(job),
    momentInWords(job.times.finishedAt ?? job.times.startedAt ?? job.times.dueAt),
    whatIsWithIt(job),
  ]);
  return columns([['id', 'computer', 'job', 'when', 'state'], ...rows]);
}
