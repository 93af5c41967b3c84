import mongoose, { Schema, Types } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryStore, type TemporaryStore } from './support/temporary-store.ts';

let store: TemporaryStore;
let connection: mongoose.Connection;

interface Job {
  name: string;
  state: string;
  priority: number;
  computer?: Types.ObjectId;
  size?: bigint;
  content?: Buffer;
  lines: { text: string; at?: Date }[];
  attempts: Types.DocumentArray<{ number: number; code?: number }>;
  labels?: Map<string, string>;
  tags: Types.Array<string>;
  expires?: Date;
  mail?: string;
  unknown?: unknown;
  createdAt: Date;
}

const lineSchema = new Schema({ text: String, at: Date }, { _id: false });
const jobSchema = new Schema<Job>(
  {
    name: { type: String, required: true, unique: true },
    state: { type: String, default: 'waiting' },
    priority: { type: Number, default: 0 },
    computer: Schema.Types.ObjectId,
    size: BigInt,
    content: Buffer,
    lines: [lineSchema],
    attempts: [{ number: Number, code: Number }],
    labels: { type: Map, of: String },
    tags: [String],
    expires: Date,
    mail: String,
    unknown: Schema.Types.Mixed,
  },
  { timestamps: true, optimisticConcurrency: true },
);
jobSchema.index({ state: 1, priority: -1, createdAt: 1 });
jobSchema.index({ mail: 1 }, { unique: true, sparse: true });
jobSchema.index({ priority: 1 }, { partialFilterExpression: { state: 'waiting' } });
jobSchema.index({ expires: 1 }, { expireAfterSeconds: 3_600 });
jobSchema.index({ tags: 1 });

const model = (): mongoose.Model<Job> => connection.model<Job>('Job', jobSchema);

beforeAll(async () => {
  store = await temporaryStore();
  connection = await mongoose.createConnection(store.uri).asPromise();
  await model().init();
});

afterAll(async () => {
  await connection.close();
  await store.remove();
});

describe('mongoose', () => {
  it('makes the indexes and finds nothing to change afterwards', async () => {
    const indexes = await model().collection.indexes();
    expect(indexes.map(({ name }) => name).toSorted()).toEqual([
      '_id_',
      'expires_1',
      'mail_1',
      'name_1',
      'priority_1',
      'state_1_priority_-1_createdAt_1',
      'tags_1',
    ]);
    expect(await model().syncIndexes()).toEqual([]);
    expect(await model().diffIndexes()).toEqual({ toCreate: [], toDrop: [] });
  });

  it('keeps every type', async () => {
    const computer = new Types.ObjectId();
    const at = new Date();
    const created = await model().create({
      name: 'types',
      computer,
      size: 12_345_678_901_234_567n,
      content: Buffer.from([0, 1, 255]),
      lines: [{ text: 'ünï', at }],
      attempts: [{ number: 1, code: 0 }],
      labels: new Map([
        ['10', 'ten'],
        ['9', 'nine'],
      ]),
      unknown: { nested: [1, 1.5, null, { deep: true }] },
    });
    const found = await model().findById(created._id).orFail();
    expect(found.computer?.equals(computer)).toBe(true);
    expect(found.size).toBe(12_345_678_901_234_567n);
    expect(Buffer.from(found.content ?? []).equals(Buffer.from([0, 1, 255]))).toBe(true);
    expect(found.lines[0]?.at).toEqual(at);
    expect(found.labels?.get('9')).toBe('nine');
    expect(found.unknown).toEqual({ nested: [1, 1.5, null, { deep: true }] });
    expect(found.createdAt).toBeInstanceOf(Date);
  });

  it('shows which key is taken', async () => {
    await model().create({ name: 'once', mail: 'a@b' });
    await expect(model().create({ name: 'once' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { name: 1 },
      keyValue: { name: 'once' },
    });
    await expect(model().create({ name: 'twice', mail: 'a@b' })).rejects.toMatchObject({
      keyValue: { mail: 'a@b' },
    });
    await model().create([{ name: 'no mail' }, { name: 'no mail either' }]);
  });

  it('claims the next job once', async () => {
    await model().insertMany(
      Array.from({ length: 60 }, (_, n) => ({ name: `claim ${n}`, state: 'queued', priority: n % 3 })),
    );
    const claim = (): Promise<string | undefined> =>
      model()
        .findOneAndUpdate(
          { state: 'queued' },
          { $set: { state: 'pushed' } },
          { sort: { priority: -1, createdAt: 1 }, returnDocument: 'after' },
        )
        .then((job) => job?.name);
    const claimed = await Promise.all(Array.from({ length: 80 }, claim));
    const names = claimed.filter((name) => name !== undefined);
    expect(names.length).toBe(60);
    expect(new Set(names).size).toBe(60);
  });

  it('sees that a document was changed by another', async () => {
    const job = await model().create({ name: 'versions' });
    const other = await model().findById(job._id).orFail();
    other.priority = 1;
    await other.save();
    job.priority = 2;
    await expect(job.save()).rejects.toThrow(mongoose.Error.VersionError);
  });

  it('saves what is added to arrays, and says that it cannot change one element', async () => {
    const job = await model().create({
      name: 'arrays',
      attempts: [{ number: 1 }, { number: 2 }],
      tags: ['a'],
    });
    job.attempts.push({ number: 3, code: 7 });
    job.tags.push('b', 'c');
    job.lines.push({ text: 'one' });
    await job.save();
    await model().updateOne({ _id: job._id }, { $pull: { tags: 'a' } });
    const found = await model().findById(job._id).lean().orFail();
    expect(found.attempts.map(({ code }) => code)).toEqual([undefined, undefined, 7]);
    expect(found.tags).toEqual(['b', 'c']);
    expect(await model().countDocuments({ tags: 'b', 'attempts.code': { $gt: 5 } })).toBe(1);
    job.attempts[1]?.set('code', 9);
    await expect(job.save()).rejects.toMatchObject({ code: 115, message: /the position '1'/ });
  });

  it('writes in bulk and reports what was done', async () => {
    const result = await model().bulkWrite([
      { insertOne: { document: { name: 'bulk 1' } } },
      { insertOne: { document: { name: 'bulk 2' } } },
      { updateOne: { filter: { name: 'bulk 1' }, update: { $inc: { priority: 5 } } } },
      { updateMany: { filter: { name: /^bulk/ }, update: { $set: { state: 'done' } } } },
      { updateOne: { filter: { name: 'bulk 3' }, update: { $set: { state: 'new' } }, upsert: true } },
      { deleteOne: { filter: { name: 'bulk 1' } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 3,
      modifiedCount: 3,
      upsertedCount: 1,
      deletedCount: 1,
    });
  });

  it('goes on after duplicates when asked to', async () => {
    const names = ['many 1', 'many 2', 'many 1', 'many 3', 'many 2'];
    const documents = names.map((name) => ({ name }));
    const error = await model()
      .collection.insertMany(documents, { ordered: false })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 11000, insertedCount: 3 });
    expect(await model().countDocuments({ name: /^many/ })).toBe(3);
    const again = await model()
      .insertMany([{ name: 'many 3' }, { name: 'many 4' }], { ordered: false, rawResult: true })
      .catch((reason: unknown) => reason);
    expect(again).toMatchObject({ code: 11000 });
    expect(await model().countDocuments({ name: /^many/ })).toBe(4);
  });

  it('walks with a cursor, counts, finds distinct values, aggregates', async () => {
    await model().insertMany(
      Array.from({ length: 350 }, (_, n) => ({ name: `walk ${n}`, state: `s${n % 3}`, priority: n })),
    );
    let seen = 0;
    for await (const job of model().find({ name: /^walk/ }).sort({ priority: 1 }).cursor({ batchSize: 40 })) {
      expect(job.priority).toBe(seen);
      seen += 1;
    }
    expect(seen).toBe(350);
    expect(await model().countDocuments({ state: 's1' })).toBe(117);
    expect(await model().countDocuments({ state: 's1' }).skip(100).limit(5)).toBe(5);
    expect(await model().estimatedDocumentCount()).toBeGreaterThan(350);
    expect((await model().distinct('state', { name: /^walk/ })).toSorted()).toEqual(['s0', 's1', 's2']);
    expect(await model().exists({ name: 'walk 7' })).not.toBeNull();
    const groups = await model().aggregate<{ _id: string }>([
      { $match: { name: /^walk/ } },
      { $group: { _id: '$state', n: { $sum: 1 }, most: { $max: '$priority' } } },
    ]);
    expect(groups.toSorted((left, right) => String(left._id).localeCompare(String(right._id)))).toEqual([
      { _id: 's0', n: 117, most: 348 },
      { _id: 's1', n: 117, most: 349 },
      { _id: 's2', n: 116, most: 347 },
    ]);
  });

  it('says what a transaction needs', async () => {
    const session = await connection.startSession();
    const write = session.withTransaction(() => model().create([{ name: 'in a transaction' }], { session }));
    await expect(write).rejects.toMatchObject({ code: 263, message: expect.stringContaining('MONGODB_URI') });
    await session.endSession();
  });
});
