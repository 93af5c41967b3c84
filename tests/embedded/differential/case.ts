import type { Document as Fields } from 'bson';
import { canonical } from '../support/canonical.ts';
import type { WireClient } from '../support/wire-client.ts';
import type { Document, Value } from '../../../src/store/embedded/bson/value.ts';

/** One command whose answer must be the same on both servers. */
export interface Case {
  readonly name: string;
  readonly command: Fields;
  /** The order of the results is part of the answer. */
  readonly isSorted?: boolean;
}

/** Cases on the same documents. */
export interface Group {
  readonly name: string;
  readonly documents: readonly Fields[];
  /** Made before a second run of reading cases, and before writing ones. */
  readonly indexes?: readonly Fields[];
  /** Each case begins with the documents afresh, and what they are afterwards is part of the answer. */
  readonly isWriting?: boolean;
  readonly cases: readonly Case[];
}

export interface Place {
  readonly client: WireClient;
  readonly database: string;
}

/** The collection that every case uses. */
export const COLLECTION = 'c';

/** Fills the collection of a group. */
export async function prepare(place: Place, group: Group & { withIndexes: boolean }): Promise<void> {
  const { client, database } = place;
  await client.command(database, { drop: COLLECTION });
  await client.command(database, { create: COLLECTION });
  if (group.withIndexes && group.indexes !== undefined)
    expectOk(await client.command(database, { createIndexes: COLLECTION, indexes: group.indexes }));
  for (let at = 0; at < group.documents.length; at += 1_000)
    expectOk(
      await client.command(database, {
        insert: COLLECTION,
        documents: group.documents.slice(at, at + 1_000),
      }),
    );
}

function expectOk(reply: Document): void {
  if (canonical(reply.get('ok')) !== '1d' || reply.has('writeErrors')) throw new Error(canonical(reply));
}

/** Runs a case and gives its answer as text. */
export async function answer(place: Place, { command, isSorted }: Case, isWriting: boolean): Promise<string> {
  const { client, database } = place;
  const reply = await client.command(database, command);
  const documents = await batches(place, reply);
  const shown = documents?.map(canonical);
  if (isSorted !== true) shown?.sort();
  const text = shown === undefined ? replyText(reply) : `[${shown.join(',')}]`;
  if (!isWriting) return text;
  const contents = await client.command(database, { find: COLLECTION, sort: { _id: 1 }, batchSize: 10_000 });
  return `${text} -> ${((await batches(place, contents)) ?? []).map(canonical).join(',')}`;
}

/** All documents of a cursor's answer, undefined when there is no cursor. */
async function batches({ client, database }: Place, reply: Document): Promise<Value[] | undefined> {
  const cursor = reply.get('cursor');
  if (!(cursor instanceof Map)) return undefined;
  const first = cursor.get('firstBatch') ?? cursor.get('nextBatch');
  const documents = Array.isArray(first) ? first : [];
  const id = cursor.get('id');
  if (typeof id !== 'bigint' || id === 0n) return documents;
  const next = await client.command(database, { getMore: id, collection: COLLECTION });
  return [...documents, ...((await batches({ client, database }, next)) ?? [])];
}

const LEFT_OUT = new Set(['ok', 'connectionId', 'commitQuorum']);

/** Of errors the code, of duplicate keys the text and the fields too; of other answers all but what is the server's own. */
function replyText(reply: Document): string {
  if (canonical(reply.get('ok')) !== '1d') return `error ${errorText(reply)}`;
  const shown: Document = new Map();
  for (const [name, value] of reply) {
    if (LEFT_OUT.has(name)) continue;
    if (name === 'writeErrors' && Array.isArray(value))
      shown.set(
        name,
        value.map((each) =>
          each instanceof Map ? `${canonical(each.get('index'))} ${errorText(each)}` : each,
        ),
      );
    else if (name === 'values' && Array.isArray(value)) shown.set(name, value.map(canonical).toSorted());
    else shown.set(name, value);
  }
  return canonical(shown);
}

function errorText(error: Document): string {
  const code = canonical(error.get('code'));
  if (code !== '11000') return code;
  // The database's name differs from run to run, and MongoDB names an index build that failed.
  const text = canonical(error.get('errmsg'))
    .replace(/Index build failed.*caused by :: /, '')
    .replace(/collection: \S+/, '');
  return `${code} ${text} ${canonical(error.get('keyPattern'))} ${canonical(error.get('keyValue'))}`;
}
