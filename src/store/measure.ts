import { StoredKind } from '#protocol/views/system.ts';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Measured } from './contract/store.ts';
import type { Models } from './models/models.ts';

/** A command that the database does not know: the embedded store has no statistics of its own. */
const COMMAND_NOT_FOUND = 59;

/** What the counts of the database itself say: quick, and a little wrong after a crash. */
export async function measure(connection: Connection, models: Models): Promise<Measured> {
  const [bytes, ...counts] = await Promise.all([
    bytesOf(connection),
    ...StoredKind.options.map((kind) => models[kind].estimatedDocumentCount()),
  ]);
  return {
    documents: StoredKind.options.map((kind, place) => ({ kind, count: counts[place] ?? 0 })),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

const Statistics = z.object({ storageSize: z.number(), indexSize: z.number() });

async function bytesOf({ db }: Connection): Promise<number | undefined> {
  try {
    const { storageSize, indexSize } = Statistics.parse(await db?.command({ dbStats: 1 }));
    return storageSize + indexSize;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === COMMAND_NOT_FOUND) return undefined;
    throw error;
  }
}
