import type { HourStatistics, JobSummary } from '#domain/entities.ts';
import type { HourView, JobSummaryView } from '#protocol/views/history.ts';

export function jobSummaryView(summary: JobSummary): JobSummaryView {
  const { id, computerId: _whose, packageId: _what, attempt: _attempt, ...told } = summary;
  const { startLatency: _latency, duration: _duration, endedAt, ...rest } = told;
  return { jobId: id, ...rest, endedAt: endedAt.toISOString() };
}

export function hourView({ hour, ...rest }: HourStatistics): HourView {
  return { hour: hour.toISOString(), ...rest };
}
