import { withdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { aJob, anId } from '#tests/support/builders.ts';
import { claimNext, SLICE } from '../claim.ts';
import type { Measurement } from '../measurement.ts';
import { PROCEDURE } from '../scenery.ts';

/** Jobs in each computer's queue, from which the first is chosen. */
const QUEUE_LENGTH = 3;

export const claimNextOfMany: Measurement = {
  name: `claim-next: ${SLICE} computers`,
  prepare: async ({ store }) => {
    const computerIds = Array.from({ length: SLICE }, () => anId());
    await store.jobs.insertMany(
      computerIds.flatMap((computerId) =>
        Array.from({ length: QUEUE_LENGTH }, (_, place) =>
          aJob({ computerId, sequence: place + 1, procedure: PROCEDURE }),
        ),
      ),
    );
    let claimed: Job[] = [];
    return {
      before: async () => {
        await store.jobs.saveMany(claimed.flatMap(withdrawn));
      },
      run: async () => {
        claimed = await claimNext(store, computerIds);
      },
    };
  },
};

function withdrawn(job: Job): Job[] {
  const advance = withdraw(job, job.lastAttemptNumber, new Date());
  return advance.outcome === 'changed' ? [advance.job] : [];
}
