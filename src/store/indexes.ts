import type { Models } from './models/models.ts';

/**
 * Creates the indexes that are not there yet. None is dropped: one that is not ours was made by somebody who needs
 * it, and one of ours goes together with a new schema version.
 */
export async function createIndexes(models: Models): Promise<void> {
  // One after the other: a server that builds dozens at once serves nobody else meanwhile.
  for (const model of Object.values(models)) await model.createIndexes();
}
