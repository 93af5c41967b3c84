import type { JobState } from '#protocol/job.ts';
import type { JobView } from '#protocol/views/container.ts';
import { REMOTE_EXIT, type RemoteExit } from './exit.ts';

/** What a job's state means for the deployment as a whole. */
type Outcome = 'pending' | 'good' | 'bad' | 'cancelled';

const OUTCOMES: Record<JobState, Outcome> = {
  waiting: 'pending',
  pushed: 'pending',
  downloading: 'pending',
  unpacking: 'pending',
  executing: 'pending',
  succeeded: 'good',
  alreadyInstalled: 'good',
  failed: 'bad',
  expired: 'bad',
  aborted: 'bad',
  incompatible: 'bad',
  cancelled: 'cancelled',
};

export const isPending = ({ state }: Pick<JobView, 'state'>) => OUTCOMES[state] === 'pending';
export const isBad = ({ state }: Pick<JobView, 'state'>) => OUTCOMES[state] === 'bad';

/** The exit code of jobs that have ended: what went wrong counts before what was cancelled. */
export function exitOf(jobs: readonly Pick<JobView, 'state'>[]): RemoteExit {
  const outcomes = new Set(jobs.map(({ state }) => OUTCOMES[state]));
  if (outcomes.has('bad')) return REMOTE_EXIT.failed;
  return outcomes.has('cancelled') ? REMOTE_EXIT.cancelled : REMOTE_EXIT.done;
}
