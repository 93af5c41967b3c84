import type { Computer } from './entities.ts';
import { upTime, withRun, type HubRun } from './hub-runs.ts';
import { loseAgent, type Advance } from './job-state.ts';
import type { Job } from './job.ts';

/** What is known of a computer that is not online. */
export interface Absence {
  /** Absent when the computer is gone altogether. */
  computer?: Pick<Computer, 'lastSeenAt'>;
  /** Those that are remembered, and the begin of the one that goes on. */
  runs: readonly HubRun[];
  hubStartedAt: Date;
  /** Of the setting: hours in which the hub was up. */
  lostAfterHours: number;
}

/** S3, S4: whether a job that executes there waits for an agent that is not expected any more. */
export function isAgentLost(job: Job, absence: Absence, now: Date): boolean {
  if (job.state !== 'executing') return false;
  const since = absence.computer?.lastSeenAt ?? job.attempt?.startedAt ?? job.createdAt;
  const runs = withRun(absence.runs, { from: absence.hubStartedAt, now });
  return upTime(runs, { since, until: now }) >= absence.lostAfterHours * 3_600_000;
}

/** S4: `failed`, reason `agentLost`. A real result that arrives later still wins (J6). */
export function giveUpAgent(job: Job, absence: Absence, now: Date): Advance {
  if (job.attempt === undefined || !isAgentLost(job, absence, now)) return { outcome: 'known' };
  const hours = absence.lostAfterHours;
  const detail = `Nothing was heard of this computer for ${hours === 1 ? 'an hour' : `${hours} hours`} in which the hub was up.`;
  return loseAgent({ ...job, attempt: { ...job.attempt, detail } }, job.attempt.number, now);
}
