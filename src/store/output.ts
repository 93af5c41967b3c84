import { mongo } from 'mongoose';
import type { OutputStore, StoredChunk } from './contract/jobs.ts';
import { duplicatesIn } from './driver-errors.ts';
import { DURABLE } from './durability.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { Collections } from './models/collections.ts';
import type { OutputChunkDocument } from './models/output-chunk.ts';

/** Chunks fetched at a time: 1.6 MB when all of them are full. */
const CHUNKS_A_BATCH = 100;

function toChunk({ _id: _, jobId, ...fields }: OutputChunkDocument): StoredChunk {
  return { jobId: jobId.toHexString(), ...fields };
}

export function outputStore({ outputChunks }: Collections): OutputStore {
  return {
    async append(chunks) {
      if (chunks.length === 0) return [];
      const documents = chunks.map(({ jobId, ...fields }) => ({
        _id: new mongo.ObjectId(),
        jobId: objectId(jobId),
        ...fields,
      }));
      try {
        await outputChunks.insertMany(documents, { ordered: false, ...DURABLE });
        return chunks.map(({ sequence }) => sequence);
      } catch (error) {
        const known = duplicatesIn(error);
        return chunks.filter((_, place) => !known.has(place)).map(({ sequence }) => sequence);
      }
    },

    async after({ jobId, attempt, after, limitBytes }) {
      const cursor = outputChunks
        .find({ jobId: objectId(jobId), attempt, sequence: { $gt: after } })
        .sort({ sequence: 1 })
        .batchSize(CHUNKS_A_BATCH);
      const chunks: StoredChunk[] = [];
      let bytes = 0;
      for await (const document of cursor) {
        bytes += document.bytes;
        if (chunks.length > 0 && bytes > limitBytes) break;
        chunks.push(toChunk(document));
      }
      return chunks;
    },

    async tails(attempts, chunks) {
      // Those that end at the same place are one question: what fails in the same way has written as much.
      const together = Map.groupBy(attempts, ({ attempt, last }) => `${attempt} ${last}`).values();
      const found: StoredChunk[] = [];
      for (const group of together) {
        const [first] = group;
        if (first === undefined) continue;
        const documents = await outputChunks
          .find({
            jobId: { $in: objectIds(group.map(({ jobId }) => jobId)) },
            attempt: first.attempt,
            sequence: { $gt: first.last - chunks },
          })
          .sort({ jobId: 1, attempt: 1, sequence: 1 })
          .toArray();
        found.push(...documents.map(toChunk));
      }
      return found;
    },

    async sizes(jobId, attempt) {
      const projection = { _id: 0, sequence: 1, bytes: 1 } as const;
      return await outputChunks
        .find({ jobId: objectId(jobId), attempt }, { projection })
        .sort({ sequence: 1 })
        .map(({ sequence, bytes }) => ({ sequence, bytes }))
        .toArray();
    },

    async drop({ jobId, attempt, from, to }) {
      await outputChunks.deleteMany({
        jobId: objectId(jobId),
        attempt,
        sequence: { $gte: from, $lte: to },
      });
    },

    async removeJobs(jobIds) {
      await outputChunks.deleteMany({ jobId: { $in: objectIds(jobIds) } });
    },
  };
}
