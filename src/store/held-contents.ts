import type { HeldContentsStore } from './contract/held-contents.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { Models } from './models/models.ts';

export function heldContentsStore({ computerContents }: Models): HeldContentsStore {
  return {
    async put({ computerId, held, failures }) {
      await computerContents.updateOne(
        { _id: objectId(computerId) },
        { $set: { held, failures } },
        { upsert: true },
      );
    },

    async ofComputers(computerIds) {
      const documents = await computerContents.find({ _id: { $in: objectIds(computerIds) } }).lean();
      return new Map(
        documents.map(({ _id, held, failures }) => {
          const computerId = _id.toHexString();
          return [computerId, { computerId, held, failures }];
        }),
      );
    },
  };
}
