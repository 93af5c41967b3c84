import type { JobAction } from '#protocol/job.ts';
import { hasFailed } from '../job-state.ts';
import type { Job } from '../job.ts';

/** What of a job says whether somebody asked for it. */
export type AskedJob = Pick<
  Job,
  'computerId' | 'computerName' | 'packageId' | 'action' | 'state' | 'reasons'
>;

/** What a container was asked for: its own words, from which the same, or what is left of it, is planned anew. */
export interface AskedFor {
  action: JobAction;
  /** Each once, in the order of the jobs. */
  computers: { id: string; name: string }[];
  packageIds: string[];
}

/** P10: somebody chose it; jobs from before there was a planner were all chosen. */
const isChosen = ({ reasons }: AskedJob) =>
  reasons.length === 0 || reasons.some((reason) => reason.kind === 'chosen');

/**
 * P10: collects, from the jobs of a container in their order, what is asked for again: all of it, or what failed.
 */
export class AskedForAgain {
  readonly #part: 'all' | 'failed';
  readonly #computers = new Map<string, string>();
  readonly #chosen = new Set<string>();
  readonly #failed = new Set<string>();
  #action: JobAction = 'install';

  constructor(part: 'all' | 'failed') {
    this.#part = part;
  }

  take(job: AskedJob): void {
    const failed = hasFailed(job.state);
    // Also where only what was added has failed: what it was added for did not come about there either.
    if (this.#part === 'all' || failed) this.#computers.set(job.computerId, job.computerName);
    if (!isChosen(job)) return;
    this.#action = job.action;
    this.#chosen.add(job.packageId);
    if (failed) this.#failed.add(job.packageId);
  }

  get whole(): AskedFor {
    const onlyFailed = this.#part === 'failed' && this.#failed.size > 0;
    return {
      action: this.#action,
      computers: [...this.#computers].map(([id, name]) => ({ id, name })),
      packageIds: [...(onlyFailed ? this.#failed : this.#chosen)],
    };
  }
}
