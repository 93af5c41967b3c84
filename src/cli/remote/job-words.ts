import { FAILURE_SENTENCES } from '#protocol/failure-sentences.ts';
import { JobState, type WaitingReason } from '#protocol/job.ts';
import type { PreStagedCounts } from '#protocol/pre-stage.ts';
import type { JobCounts, JobView, WaitingView } from '#protocol/views/container.ts';
import { momentInWords } from './table.ts';

const STATES: Record<JobState, string> = {
  waiting: 'waiting',
  pushed: 'pushed',
  downloading: 'downloading',
  unpacking: 'unpacking',
  executing: 'executing',
  succeeded: 'succeeded',
  failed: 'failed',
  expired: 'expired',
  cancelled: 'cancelled',
  aborted: 'aborted',
  incompatible: 'incompatible',
  alreadyInstalled: 'already installed',
};

const WAITING: Record<WaitingReason, string> = {
  endDate: 'the end date has passed',
  startDate: 'for its start date',
  paused: 'the job container is paused',
  outsideTimeFrame: 'outside the time frames',
  computerOffline: 'the computer is offline',
  presenceUnknown: 'the hub has just started',
  restartPending: 'a restart of the computer is due',
  addressNotInRange: 'the address of the computer is not in the ranges',
  behindJob: 'behind another job of this computer',
  downloadSlot: 'until other downloads have ended',
  ready: 'ready',
};

export const stateInWords = (state: JobState) => STATES[state];

/** `2 waiting, 1 already installed`, in the order of a job's life. */
export function countsInWords(counts: JobCounts): string {
  return JobState.options
    .map((state) => ({ state, count: counts[state] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${STATES[state]}`)
    .join(', ');
}

/** `on 212 of 240 computers, 3 failed so far` */
export const stagedInWords = ({ computers, present, failed }: PreStagedCounts) =>
  `on ${present} of ${computers} computers${failed === 0 ? '' : `, ${failed} failed so far`}`;

/** `install Editor 2.1` */
export const taskInWords = ({ action, packageName, packageVersion }: JobView) =>
  `${action} ${packageName} ${packageVersion}`;

/** The state and, where there is one, its reason: `failed: exit code 3`. */
export function whatIsWithIt(job: JobView): string {
  const because = becauseOf(job);
  const asked = job.cancelRequestedAt === undefined ? '' : ' (asked to cancel)';
  return `${STATES[job.state]}${asked}${because === '' ? '' : `: ${because}`}`;
}

function becauseOf({ waiting, exitCode, reason, detail, reasons }: JobView): string {
  if (waiting !== undefined) return waitingInWords(waiting);
  const misfit = reasons.find((one) => one.kind === 'incompatible');
  // That it is not accepted goes without saying beside the code.
  const sentence =
    reason === undefined || (reason === 'exitCodeNotAccepted' && exitCode !== undefined)
      ? undefined
      : FAILURE_SENTENCES[reason];
  return [exitCode === undefined ? undefined : `exit code ${exitCode}`, sentence, detail, misfit?.detail]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

/** Why it waits and, where that is a date, when that is looked at next. */
function waitingInWords({ reason, since, until, content }: WaitingView): string {
  const seen = since === undefined ? '' : `, last seen ${momentInWords(since)}`;
  // One that is offline waits for its computer, and only so long.
  const next = reason === 'computerOffline' ? 'expires' : 'until';
  const there = content?.state === 'present' ? '; content is there already' : '';
  return `${WAITING[reason]}${seen}${until === undefined ? '' : `, ${next} ${momentInWords(until)}`}${there}`;
}
