import type { Models } from './models/models.ts';

/**
 * Creates the collections and indexes that are not there yet. None is dropped: an index that is not ours was made by
 * somebody who needs it, and one of ours goes together with a new schema version.
 *
 * A collection without indexes of its own is created here, too, not by the first document: two first documents at
 * once would race to create it, which has ended a MongoDB 7.0.15 on Windows.
 */
export async function createCollections(models: Models): Promise<void> {
  // One after the other: a server that builds dozens at once serves nobody else meanwhile.
  for (const model of Object.values(models)) {
    await (model.schema.indexes().length === 0 ? model.createCollection() : model.createIndexes());
  }
}
