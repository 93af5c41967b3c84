import type { JobContainer } from '#domain/entities.ts';
import { PENDING_STATES } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import type { ContainerStore } from './contract/aggregates.ts';
import { replacing } from './fields.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { JobContainerDocument } from './models/job-container.ts';
import type { Models } from './models/models.ts';

/** What holds for containers that were created before there were such choices. */
const UNCONSTRAINED = {
  uninstallOtherVersions: true,
  sequenceMode: 'continue',
  lateArrival: 'run',
  graceMinutes: 60,
  addressRanges: '',
  timeFrames: '',
  restartTimeoutMinutes: 20,
  wakeOnLan: false,
  shutdownAfterCompletion: false,
  preStage: false,
} as const;

/** What `eachFacts` reads: no notes, no constraints. */
const FACTS = {
  name: 1,
  startAt: 1,
  priority: 1,
  paused: 1,
  jobs: 1,
  counts: 1,
  createdAt: 1,
  createdBy: 1,
  settledAt: 1,
  settledAs: 1,
  revision: 1,
} as const;

/** Rows fetched at a time of all there are: the event loop is free in between. */
const ROWS_A_BATCH = 500;

/** Whoever is being purged is gone for everyone but the purge itself. */
const KEPT = { purging: { $exists: false } };

function toContainer({ _id, unsettled: _, ...fields }: JobContainerDocument): JobContainer {
  return { id: _id.toHexString(), ...UNCONSTRAINED, ...fields };
}

/** The field that `unsettled` looks for: absent once nothing is pending, so that its index stays small. */
const unsettledBy = (counts: JobCounts): { unsettled?: true } =>
  PENDING_STATES.some((state) => (counts[state] ?? 0) > 0) ? { unsettled: true } : {};

export function containerStore({ containers }: Models): ContainerStore {
  return {
    async insert({ id, ...fields }) {
      await containers.create({ _id: objectId(id), ...fields, ...unsettledBy(fields.counts), revision: 1 });
      return { id, ...fields, revision: 1 };
    },

    async get(id) {
      const document = await containers.findOne({ _id: objectId(id), ...KEPT }).lean();
      return document === null ? undefined : toContainer(document);
    },

    async eachFacts(take) {
      const rows = containers.find(KEPT, FACTS).sort({ _id: -1 }).lean().cursor({ batchSize: ROWS_A_BATCH });
      for await (const { _id, ...facts } of rows) take({ id: _id.toHexString(), ...facts });
    },

    async unsettled() {
      const documents = await containers.find({ unsettled: true }, { _id: 1 }).lean();
      return documents.map(({ _id }) => _id.toHexString());
    },

    async unsettledContainers() {
      const documents = await containers.find({ unsettled: true }).lean();
      return documents.map(toContainer);
    },

    async getMany(ids) {
      const documents = await containers.find({ _id: { $in: objectIds(ids) }, ...KEPT }).lean();
      return documents.map(toContainer);
    },

    async change(id, { endAt, wakeSweptAt, ...fields }) {
      const gone = {
        ...(endAt === null ? { endAt: '' as const } : {}),
        ...(wakeSweptAt === null ? { wakeSweptAt: '' as const } : {}),
      };
      const document = await containers
        .findOneAndUpdate(
          { _id: objectId(id), ...KEPT },
          {
            $set: {
              ...fields,
              ...(endAt === undefined || endAt === null ? {} : { endAt }),
              ...(wakeSweptAt === undefined || wakeSweptAt === null ? {} : { wakeSweptAt }),
            },
            ...(Object.keys(gone).length === 0 ? {} : { $unset: gone }),
            $inc: { revision: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toContainer(document);
    },

    async setCounts(id, counts, settlement) {
      const fields = { counts, ...settlement, ...unsettledBy(counts) };
      const document = await containers
        .findOneAndUpdate(
          { _id: objectId(id), ...KEPT },
          { ...replacing(fields, ['unsettled', 'settledAt', 'settledAs']), $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toContainer(document);
    },

    async setPreStaged(id, preStaged) {
      await containers.updateOne(
        { _id: objectId(id), ...KEPT },
        {
          ...(preStaged === undefined ? { $unset: { preStaged: '' } } : { $set: { preStaged } }),
          $inc: { revision: 1 },
        },
      );
    },

    async reopen(id) {
      const document = await containers
        .findOneAndUpdate(
          { _id: objectId(id), ...KEPT },
          { $set: { unsettled: true }, $unset: { settledAt: '', settledAs: '' }, $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toContainer(document);
    },

    async withoutSettlement(limit) {
      const documents = await containers
        .find({ settledAs: null, unsettled: { $exists: false }, ...KEPT }, { _id: 1 })
        .limit(limit)
        .lean();
      return documents.map(({ _id }) => _id.toHexString());
    },

    async settledBefore({ state, until, limit }) {
      const documents = await containers
        .find({ settledAs: state, settledAt: { $lte: until }, ...KEPT }, { _id: 1 })
        .sort({ settledAt: 1 })
        .limit(limit)
        .lean();
      return documents.map(({ _id }) => _id.toHexString());
    },

    async purging(limit) {
      const documents = await containers.find({ purging: true }, { _id: 1 }).limit(limit).lean();
      return documents.map(({ _id }) => _id.toHexString());
    },

    async getEvenPurging(id) {
      const document = await containers.findById(objectId(id)).lean();
      return document === null ? undefined : toContainer(document);
    },

    async beginPurge({ id, revision }) {
      const { matchedCount } = await containers.updateOne(
        { _id: objectId(id), revision, ...KEPT },
        { $set: { purging: true }, $inc: { revision: 1 } },
      );
      return matchedCount === 1;
    },

    async remove(id) {
      await containers.deleteOne({ _id: objectId(id), purging: true });
    },
  };
}
