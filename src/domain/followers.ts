import type { JobState } from '#protocol/job.ts';
import type { Job } from './job.ts';
import { isTerminal } from './transitions.ts';

const SUCCESSES: readonly JobState[] = ['succeeded', 'alreadyInstalled'];

type Place = Pick<Job, 'containerId' | 'computerId' | 'sequence'>;

/**
 * J10: whether a job must not run because an earlier one of its container, on its computer, ended without success:
 * its own dependency, or the uninstallation that makes room for it; in sequence mode `abortComputer` any that failed.
 */
export function mustAbort(
  follower: Place & Pick<Job, 'state' | 'dependsOn'>,
  ended: Place & Pick<Job, 'state' | 'abortsRest'>,
): boolean {
  if (!isTerminal(ended.state) || SUCCESSES.includes(ended.state)) return false;
  if (follower.state !== 'waiting') return false;
  if (follower.containerId !== ended.containerId || follower.computerId !== ended.computerId) return false;
  const abortsRest = ended.state === 'failed' && ended.abortsRest === true;
  return (abortsRest && follower.sequence > ended.sequence) || follower.dependsOn.includes(ended.sequence);
}
