import type { TimelineJob } from '#domain/timeline/jobs.ts';
import { readBackwards } from './backwards.ts';
import type { JobStore } from './contract/jobs.ts';
import { objectId } from './identifiers.ts';
import type { JobDocument } from './models/job.ts';
import type { Models } from './models/models.ts';

/** What the line of a job is made of. */
const LINE_FIELDS = {
  containerId: 1,
  containerName: 1,
  computerId: 1,
  action: 1,
  packageName: 1,
  packageVersion: 1,
  state: 1,
  attempt: 1,
  ended: 1,
  endedAt: 1,
  cancelRequested: 1,
  createdBy: 1,
  revision: 1,
} as const satisfies Partial<Record<keyof JobDocument, 1>>;

const toLine = ({
  _id,
  containerId,
  computerId,
  ...fields
}: Pick<JobDocument, '_id' | keyof typeof LINE_FIELDS>): TimelineJob => ({
  id: _id.toHexString(),
  containerId: containerId.toHexString(),
  computerId: computerId.toHexString(),
  ...fields,
});

/** Jobs by the moment of their end. */
export function endedJobs({ jobs }: Models): Pick<JobStore, 'endedOfComputer' | 'succeeded'> {
  return {
    async endedOfComputer({ computerId, ...page }) {
      const documents = await readBackwards(page, ({ moment, ...rest }, limit) =>
        jobs
          .find({ computerId: objectId(computerId), endedAt: moment, ...rest }, LINE_FIELDS)
          .sort({ endedAt: -1, _id: -1 })
          .limit(limit)
          .lean(),
      );
      return documents.map(toLine);
    },

    async succeeded({ packageId, action, limit }) {
      const documents = await jobs
        .find(
          // Not those that have not ended.
          { packageId: objectId(packageId), endedAt: { $gte: new Date(0) } },
          { action: 1, state: 1, attempt: 1 },
        )
        .sort({ endedAt: -1 })
        .limit(limit)
        .lean();
      return documents
        .filter((one) => one.action === action && one.state === 'succeeded')
        .flatMap(({ attempt }) => attempt ?? []);
    },
  };
}
