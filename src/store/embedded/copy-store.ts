import { MongoClient, type Db } from 'mongodb';
import { decodeDocument } from './bson/decode.ts';
import { toDriver, type DriverDocument } from './bson/driver.ts';

export interface CopyProgress {
  readonly collection: string;
  readonly copied: number;
  readonly total: number;
}

export interface CopyRequest {
  /** MongoDB URIs, of an embedded store or a MongoDB server. */
  readonly from: string;
  readonly to: string;
  /** The database, on both sides; without it the one that each URI names. */
  readonly database?: string;
  readonly onProgress?: (progress: CopyProgress) => void;
}

/** Written at once: so many documents, or so many bytes of them. */
const BATCH = 500;
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Copies all collections, documents (byte for byte, but for the place of `_id`, which is first) and indexes of a
 * database from one server to another.
 * @throws Error when the target holds documents in one of these collections: nothing is mixed or overwritten
 */
export async function copyStore({ from, to, database, onProgress }: CopyRequest): Promise<void> {
  const source = new MongoClient(from);
  const target = new MongoClient(to);
  try {
    const reading = (await source.connect()).db(database);
    const writing = (await target.connect()).db(database);
    const collections = await reading.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
    const names = collections.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
    for (const name of names)
      if ((await writing.collection(name).estimatedDocumentCount()) > 0)
        throw new Error(
          `The collection ${name} of the target holds documents already; copy into an empty database.`,
        );
    for (const name of names) {
      await copyIndexes({ reading, writing, name });
      await copyDocuments({ reading, writing, name, onProgress });
    }
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

interface Copy {
  readonly reading: Db;
  readonly writing: Db;
  readonly name: string;
  readonly onProgress?: CopyRequest['onProgress'] | undefined;
}

async function copyIndexes({ reading, writing, name }: Copy): Promise<void> {
  await writing.createCollection(name);
  const indexes = await reading.collection(name).listIndexes({ promoteValues: false }).toArray();
  const wanted = indexes.filter((index) => String(index['name']) !== '_id_');
  if (wanted.length > 0) await writing.command({ createIndexes: name, indexes: wanted });
}

async function copyDocuments({ reading, writing, name, onProgress }: Copy): Promise<void> {
  const source = reading.collection(name);
  const total = await source.estimatedDocumentCount();
  let copied = 0;
  let batch: DriverDocument[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    // The driver would give a Map without `_id` one of its own; every stored document has one.
    await writing.collection(name).insertMany(batch, { forceServerObjectId: true });
    copied += batch.length;
    onProgress?.({ collection: name, copied, total });
    batch = [];
    bytes = 0;
  };
  // As bytes: a JavaScript object would put fields with numeric names first.
  for await (const raw of source.find({}, { raw: true })) {
    if (!(raw instanceof Uint8Array)) throw new Error('The driver gave no raw document.');
    const stored = Buffer.from(raw);
    batch.push(toDriver(decodeDocument(stored)));
    bytes += stored.length;
    if (batch.length >= BATCH || bytes >= BATCH_BYTES) await flush();
  }
  await flush();
}
