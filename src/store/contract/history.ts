import type { EndedJob, HourStatistics, JobSummary } from '#domain/entities.ts';
import type { JobAction } from '#protocol/job.ts';
import type { TimelinePage } from './timeline.ts';

/** From `from` on, and before `to`. */
export interface Span {
  from: Date;
  to: Date;
}

/** Jobs of a package and an action. */
export interface DurationsQuery {
  packageId: string;
  action: JobAction;
  limit: number;
}

/** What is left of deployments that were purged: a line of each job, and statistics by the hour. */
export interface HistoryStore {
  /** Repeated, it replaces what was there. */
  putSummaries(summaries: JobSummary[]): Promise<void>;
  /** Newest job first; `before` is the id of the last row of the page before. */
  ofComputer(query: { computerId: string; before?: string; limit: number }): Promise<JobSummary[]>;
  /** By the moment of their end. */
  linesOfComputer(page: TimelinePage): Promise<JobSummary[]>;
  /** How long the newest of these took that succeeded, among the `limit` that ended last. Milliseconds. */
  durations(query: DurationsQuery): Promise<number[]>;
  /** Calls with every job that is summarised and ended in the span, in any order. */
  eachEnded(span: Span, take: (job: EndedJob) => void): Promise<void>;
  /** One record for each hour: a repeated write replaces it. */
  putHour(hour: HourStatistics): Promise<void>;
  /** Oldest first. */
  hours(span: Span): Promise<HourStatistics[]>;
  newestHour(): Promise<Date | undefined>;
  /** Whether a summary or an hour is from before that moment. */
  hasBefore(moment: Date): Promise<boolean>;
  /** Removes at most `limit` summaries and as many hours from before that moment. @returns how many */
  removeBefore(moment: Date, limit: number): Promise<number>;
}
