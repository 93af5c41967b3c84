import type { ComputerEvent } from '#domain/timeline/happening.ts';
import { readBackwards } from './backwards.ts';
import type { TimelineStore } from './contract/timeline.ts';
import { duplicatesIn } from './driver-errors.ts';
import { objectId } from './identifiers.ts';
import type { Collections } from './models/collections.ts';
import type { ComputerEventDocument } from './models/computer-event.ts';
import type { Models } from './models/models.ts';

/** Events removed at once. */
const REMOVED_AT_ONCE = 500;

function toEvent({ _id, computerId, ...fields }: ComputerEventDocument): ComputerEvent {
  return { id: _id.toHexString(), computerId: computerId.toHexString(), ...fields };
}

function toDocument({ id, computerId, ...fields }: ComputerEvent): ComputerEventDocument {
  return { _id: objectId(id), computerId: objectId(computerId), ...fields };
}

export function timelineStore(
  { computerEvents }: Models,
  { computerEvents: collection }: Collections,
): TimelineStore {
  const remove = async (found: { _id: ComputerEventDocument['_id'] }[]) => {
    if (found.length > 0) await computerEvents.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
    return found.length;
  };

  return {
    async insertMany(events) {
      if (events.length === 0) return;
      try {
        await collection.insertMany(events.map(toDocument), { ordered: false });
      } catch (error) {
        // Written before, by a write whose answer was lost.
        duplicatesIn(error);
      }
    },

    async ofComputer({ computerId, kinds, ...page }) {
      const ofThese = {
        computerId: objectId(computerId),
        ...(kinds === undefined ? {} : { kind: { $in: [...kinds] } }),
      };
      const documents = await readBackwards(page, ({ moment, ...rest }, limit) =>
        computerEvents
          .find({ ...ofThese, at: moment, ...rest })
          .sort({ at: -1, _id: -1 })
          .limit(limit)
          .lean(),
      );
      return documents.map(toEvent);
    },

    async trim(computerId, { keep, kind }) {
      const ofThese = { computerId: objectId(computerId), ...(kind === undefined ? {} : { kind }) };
      for (let removed = 0; ;) {
        const beyond = await computerEvents
          .find(ofThese, { _id: 1 })
          .sort({ at: -1, _id: -1 })
          .skip(keep)
          .limit(REMOVED_AT_ONCE)
          .lean();
        removed += await remove(beyond);
        if (beyond.length < REMOVED_AT_ONCE) return removed;
      }
    },

    async hasBefore(moment) {
      return (await computerEvents.findOne({ at: { $lt: moment } }, { _id: 1 }).lean()) !== null;
    },

    async removeBefore(moment, limit) {
      return await remove(
        await computerEvents
          .find({ at: { $lt: moment } }, { _id: 1 })
          .sort({ at: 1 })
          .limit(limit)
          .lean(),
      );
    },

    async removeOfComputer(computerId) {
      await computerEvents.deleteMany({ computerId: objectId(computerId) });
    },
  };
}
