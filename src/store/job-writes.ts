import { mongo } from 'mongoose';
import type { Job } from '#domain/job.ts';
import type { JobStore } from './contract/jobs.ts';
import { DURABLE } from './durability.ts';
import { objectId, objectIds } from './identifiers.ts';
import { inTurn } from './in-turn.ts';
import { replacingJob, toDocument, toJob } from './job-documents.ts';
import type { Collections } from './models/collections.ts';
import type { Models } from './models/models.ts';

/** Jobs in one insert: some MB with long procedures, and the event loop is free in between. */
const INSERTED_AT_ONCE = 500;

const saved = (job: Job): Job => ({ ...job, revision: job.revision + 1 });

type JobWrites = Pick<
  JobStore,
  'insertMany' | 'save' | 'saveMany' | 'removeMany' | 'clearOwed' | 'setOutput'
>;

export function jobWrites(models: Models, { jobs }: Collections): JobWrites {
  const oneBulkWriteAtATime = inTurn();

  const saveAll = async (entities: Job[]): Promise<Job[]> => {
    const savedIn = new mongo.ObjectId();
    const { matchedCount } = await jobs.bulkWrite(
      entities.map((job) => {
        const { $set, ...rest } = replacingJob(job);
        return {
          updateOne: {
            filter: { _id: objectId(job.id), revision: job.revision },
            update: { ...rest, $set: { ...$set, savedIn } },
          },
        };
      }),
      { ordered: false, ...DURABLE },
    );
    if (matchedCount === entities.length) return entities.map(saved);
    // A bulk write tells how many won, not which. The mark of this very write does: only another bulk write changes
    // it, and those come one at a time. (One of another process could hide a win in this moment. The job then counts
    // as lost, which is safe: its offer is not sent, and the next hello of its agent puts it right.)
    const winners = await jobs
      .find({ _id: { $in: entities.map(({ id }) => objectId(id)) }, savedIn }, { projection: { _id: 1 } })
      .toArray();
    const won = new Set(winners.map(({ _id }) => _id.toHexString()));
    return entities.filter(({ id }) => won.has(id)).map(saved);
  };

  return {
    async insertMany(entities) {
      for (let from = 0; from < entities.length; from += INSERTED_AT_ONCE) {
        const batch = entities.slice(from, from + INSERTED_AT_ONCE).map(toDocument);
        await jobs.insertMany(batch, { ordered: true, ...DURABLE });
      }
    },

    async save(job) {
      const { matchedCount } = await jobs.updateOne(
        { _id: objectId(job.id), revision: job.revision },
        replacingJob(job),
        DURABLE,
      );
      return matchedCount === 1 ? saved(job) : undefined;
    },

    async saveMany(entities) {
      if (entities.length === 0) return [];
      if (new Set(entities.map(({ id }) => id)).size < entities.length) {
        throw new Error('saveMany was given a job twice: one of the two would be lost unseen.');
      }
      return await oneBulkWriteAtATime(() => saveAll(entities));
    },

    async removeMany(entities) {
      if (entities.length === 0) return 0;
      const { deletedCount } = await jobs.bulkWrite(
        entities.map(({ id, revision }) => ({ deleteOne: { filter: { _id: objectId(id), revision } } })),
        { ordered: false },
      );
      return deletedCount;
    },

    async clearOwed(ids, effects) {
      if (ids.length === 0 || effects.length === 0) return;
      const _id = { $in: objectIds(ids) };
      // Nearly always all that was owed was carried out: then the field goes, and its place in the index with it.
      const { matchedCount } = await models.jobs.updateMany(
        { _id, owed: { $eq: effects } },
        { $unset: { owed: '' } },
      );
      if (matchedCount === ids.length) return;
      await models.jobs.updateMany({ _id, owed: { $in: effects } }, { $pull: { owed: { $in: effects } } });
    },

    async setOutput({ id, attempt, output, firstOutputAt }) {
      const current = { _id: objectId(id), 'attempt.number': attempt };
      const change = { $set: { 'attempt.output': output }, $inc: { revision: 1 } };
      const options = { returnDocument: 'after' } as const;
      if (firstOutputAt !== undefined) {
        const first = await jobs.findOneAndUpdate(
          { ...current, 'attempt.firstOutputAt': { $exists: false } },
          { ...change, $set: { ...change.$set, 'attempt.firstOutputAt': firstOutputAt } },
          options,
        );
        if (first !== null) return toJob(first);
      }
      const document = await jobs.findOneAndUpdate(current, change, options);
      return document === null ? undefined : toJob(document);
    },
  };
}
