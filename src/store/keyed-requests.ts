import type { KeyedRequest, KeyedRequestStore } from './contract/keyed-requests.ts';
import { isDuplicate } from './driver-errors.ts';
import type { KeyedRequestDocument } from './models/keyed-request.ts';
import type { Models } from './models/models.ts';

function toRequest({ _id, ...fields }: KeyedRequestDocument): KeyedRequest {
  return { id: _id, ...fields };
}

/** Requests with an idempotency key. */
export function keyedRequestStore({ keyedRequests }: Models): KeyedRequestStore {
  return {
    async begin({ id, ...fields }, now) {
      // One that has expired, and that the database has not removed yet, is none.
      await keyedRequests.deleteOne({ _id: id, expiresAt: { $lte: now } });
      try {
        await keyedRequests.create({ _id: id, ...fields });
        return undefined;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      const document = await keyedRequests.findById(id).lean();
      if (document !== null) return toRequest(document);
      // Forgotten between the two: to the asker it is as if it were still going on.
      return { id, ...fields };
    },

    async answer(id, answer) {
      await keyedRequests.updateOne({ _id: id }, { $set: { answer } });
    },

    async forget(id) {
      await keyedRequests.deleteOne({ _id: id });
    },

    async countOf(actorId, most) {
      return await keyedRequests.countDocuments({ actorId }, { limit: most });
    },
  };
}
