import type { Models } from './models/models.ts';

/** Grows with every change of the stored documents that an older hub would misread. */
export const SCHEMA_VERSION = 1;
const KEY = 'schemaVersion';

/**
 * Marks a new database with the version of its documents, and looks at the mark of an old one.
 * @throws Error when a newer hub has written it: this one could only damage it
 */
export async function checkSchemaVersion({ settings }: Models, databaseName: string): Promise<void> {
  const document = await settings
    .findOneAndUpdate(
      { _id: KEY },
      { $setOnInsert: { value: SCHEMA_VERSION } },
      { upsert: true, returnDocument: 'after' },
    )
    .lean();
  const stored = document.value;
  if (typeof stored === 'number' && stored <= SCHEMA_VERSION) return;
  throw new Error(
    `The database "${databaseName}" was written by a newer version of Reveille (schema ${String(stored)}; ` +
      `this version knows ${SCHEMA_VERSION}). Start the newer version, or restore a backup from before the update.`,
  );
}
