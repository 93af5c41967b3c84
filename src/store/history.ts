import type { EndedJob, HourStatistics, JobSummary } from '#domain/entities.ts';
import { readBackwards } from './backwards.ts';
import type { HistoryStore } from './contract/history.ts';
import { replacing } from './fields.ts';
import { objectId } from './identifiers.ts';
import type { HourStatisticsDocument } from './models/hour-statistics.ts';
import type { JobSummaryDocument } from './models/job-summary.ts';
import type { Models } from './models/models.ts';

/** Rows fetched at a time: the event loop is free in between. */
const ROWS_A_BATCH = 500;

function toSummary({ _id, computerId, packageId, ...fields }: JobSummaryDocument): JobSummary {
  return {
    id: _id.toHexString(),
    computerId: computerId.toHexString(),
    ...(packageId === undefined ? {} : { packageId: packageId.toHexString() }),
    ...fields,
  };
}

function toHour({ _id, ...fields }: HourStatisticsDocument): HourStatistics {
  return { hour: _id, ...fields };
}

export function historyStore({ jobSummaries, hourStatistics }: Models): HistoryStore {
  return {
    async putSummaries(summaries) {
      if (summaries.length === 0) return;
      const optional = ['exitCode', 'reason', 'startLatency', 'duration', 'packageId', 'attempt'] as const;
      await jobSummaries.bulkWrite(
        summaries.map(({ id, computerId, packageId, ...fields }) => ({
          updateOne: {
            filter: { _id: objectId(id) },
            update: replacing(
              {
                ...fields,
                computerId: objectId(computerId),
                ...(packageId === undefined ? {} : { packageId: objectId(packageId) }),
              },
              optional,
            ),
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },

    async ofComputer({ computerId, before, limit }) {
      const documents = await jobSummaries
        .find({
          computerId: objectId(computerId),
          ...(before === undefined ? {} : { _id: { $lt: objectId(before) } }),
        })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return documents.map(toSummary);
    },

    async linesOfComputer({ computerId, ...page }) {
      const documents = await readBackwards(page, ({ moment, ...rest }, limit) =>
        jobSummaries
          .find({ computerId: objectId(computerId), endedAt: moment, ...rest })
          .sort({ endedAt: -1, _id: -1 })
          .limit(limit)
          .lean(),
      );
      return documents.map(toSummary);
    },

    async durations({ packageId, action, limit }) {
      const documents = await jobSummaries
        .find({ packageId: objectId(packageId) }, { action: 1, state: 1, duration: 1 })
        .sort({ endedAt: -1 })
        .limit(limit)
        .lean();
      return documents
        .filter((one) => one.action === action && one.state === 'succeeded')
        .flatMap(({ duration }) => duration ?? []);
    },

    async eachEnded({ from, to }, take) {
      const rows = jobSummaries
        .find({ endedAt: { $gte: from, $lt: to } }, { state: 1, startLatency: 1, duration: 1 })
        .lean<(Omit<EndedJob, 'id'> & Pick<JobSummaryDocument, '_id'>)[]>()
        .cursor({ batchSize: ROWS_A_BATCH });
      for await (const { _id, ...fields } of rows) take({ id: _id.toHexString(), ...fields });
    },

    async putHour({ hour, ...fields }) {
      await hourStatistics.updateOne({ _id: hour }, replacing(fields, ['startLatency', 'duration']), {
        upsert: true,
      });
    },

    async hours({ from, to }) {
      const documents = await hourStatistics
        .find({ _id: { $gte: from, $lt: to } })
        .sort({ _id: 1 })
        .lean();
      return documents.map(toHour);
    },

    async newestHour() {
      const [newest] = await hourStatistics.find({}, { _id: 1 }).sort({ _id: -1 }).limit(1).lean();
      return newest?._id;
    },

    async hasBefore(moment) {
      const summary = await jobSummaries.findOne({ endedAt: { $lt: moment } }, { _id: 1 }).lean();
      if (summary !== null) return true;
      return (await hourStatistics.findOne({ _id: { $lt: moment } }, { _id: 1 }).lean()) !== null;
    },

    async removeBefore(moment, limit) {
      const oldest = await jobSummaries
        .find({ endedAt: { $lt: moment } }, { _id: 1 })
        .sort({ endedAt: 1 })
        .limit(limit)
        .lean();
      const hours = await hourStatistics
        .find({ _id: { $lt: moment } }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      if (oldest.length > 0) await jobSummaries.deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } });
      if (hours.length > 0) await hourStatistics.deleteMany({ _id: { $in: hours.map(({ _id }) => _id) } });
      return oldest.length + hours.length;
    },
  };
}
