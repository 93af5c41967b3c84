import { Double, Long, type Document } from 'bson';
import type { Group } from './case.ts';

const writes: readonly [string, Document][] = [
  ['insert', { insert: 'c', documents: [{ _id: 10, b: 1 }] }],
  ['insert id last', { insert: 'c', documents: [{ b: 1, _id: 10 }] }],
  ['insert without id', { insert: 'c', documents: [{ b: 1 }] }],
  ['insert two', { insert: 'c', documents: [{ _id: 10 }, { _id: 11 }] }],
  ['insert duplicate id', { insert: 'c', documents: [{ _id: 10 }, { _id: 1 }, { _id: 11 }] }],
  [
    'insert duplicate id unordered',
    { insert: 'c', documents: [{ _id: 10 }, { _id: 1 }, { _id: 11 }], ordered: false },
  ],
  ['insert duplicate of other type', { insert: 'c', documents: [{ _id: new Double(1) }] }],
  ['insert duplicate unique', { insert: 'c', documents: [{ _id: 10, u: 'x' }] }],
  ['insert unique other', { insert: 'c', documents: [{ _id: 10, u: 'other' }] }],
  [
    'insert unique null',
    {
      insert: 'c',
      documents: [
        { _id: 10, w: null, v: 1 },
        { _id: 11, w: null, v: 1 },
      ],
    },
  ],
  ['insert compound duplicate', { insert: 'c', documents: [{ _id: 10, v: 1, w: 2 }] }],
  ['insert partial duplicate', { insert: 'c', documents: [{ _id: 10, p: 5, on: true }] }],
  ['insert outside partial', { insert: 'c', documents: [{ _id: 10, p: 5, on: false }] }],
  ['insert array duplicate in itself', { insert: 'c', documents: [{ _id: 10, u: ['q', 'q'] }] }],
  ['insert array duplicate of another', { insert: 'c', documents: [{ _id: 10, u: ['q', 'x'] }] }],
  ['insert parallel arrays', { insert: 'c', documents: [{ _id: 10, v: [1], w: [2] }] }],
  [
    'insert document key duplicate',
    {
      insert: 'c',
      documents: [
        { _id: 10, u: { a: 1 } },
        { _id: 11, u: { a: 1 } },
      ],
    },
  ],
  [
    'insert date duplicate',
    {
      insert: 'c',
      documents: [
        { _id: 10, u: new Date(5) },
        { _id: 11, u: new Date(5) },
      ],
    },
  ],
  [
    'insert double duplicate',
    {
      insert: 'c',
      documents: [
        { _id: 10, u: 1.5 },
        { _id: 11, u: 1.5 },
      ],
    },
  ],
  ['error insert array id', { insert: 'c', documents: [{ _id: [1] }] }],
  ['error insert regex id', { insert: 'c', documents: [{ _id: /x/ }] }],
  ['error insert none', { insert: 'c', documents: [] }],
  ['update duplicate', { update: 'c', updates: [{ q: { _id: 2 }, u: { $set: { u: 'x' } } }] }],
  ['update own key', { update: 'c', updates: [{ q: { _id: 1 }, u: { $set: { u: 'x', y: 1 } } }] }],
  [
    'update into partial duplicate',
    { update: 'c', updates: [{ q: { _id: 3 }, u: { $set: { on: true, p: 5 } } }] },
  ],
  [
    'update list ordered',
    {
      update: 'c',
      updates: [
        { q: { _id: 1 }, u: { $inc: { u: 1 } } },
        { q: { _id: 2 }, u: { $set: { y: 1 } } },
      ],
    },
  ],
  [
    'update list unordered',
    {
      update: 'c',
      ordered: false,
      updates: [
        { q: { _id: 1 }, u: { $inc: { u: 1 } } },
        { q: { _id: 2 }, u: { $set: { y: 1 } } },
      ],
    },
  ],
  [
    'upsert list',
    {
      update: 'c',
      updates: [
        { q: { _id: 20 }, u: { $set: { y: 1 } }, upsert: true },
        { q: { _id: 20 }, u: { $set: { y: 2 } }, upsert: true },
      ],
    },
  ],
  ['upsert duplicate', { update: 'c', updates: [{ q: { _id: 20 }, u: { $set: { u: 'x' } }, upsert: true }] }],
  ['delete one', { delete: 'c', deletes: [{ q: { _id: 1 }, limit: 1 }] }],
  ['delete many', { delete: 'c', deletes: [{ q: { _id: { $gt: 1 } }, limit: 0 }] }],
  ['delete all', { delete: 'c', deletes: [{ q: {}, limit: 0 }] }],
  ['delete none', { delete: 'c', deletes: [{ q: { _id: 99 }, limit: 0 }] }],
  [
    'delete list',
    {
      delete: 'c',
      deletes: [
        { q: { _id: 1 }, limit: 1 },
        { q: { u: 'y' }, limit: 0 },
      ],
    },
  ],
  ['error delete limit', { delete: 'c', deletes: [{ q: {}, limit: 2 }] }],
  ['error update unknown field', { update: 'c', updates: [{ q: {}, u: {}, foo: 1 }] }],
  ['delete from missing collection', { delete: 'nowhere', deletes: [{ q: {}, limit: 0 }] }],
  ['create existing', { create: 'c' }],
  [
    'create index again',
    { createIndexes: 'c', indexes: [{ key: { u: 1 }, name: 'u_1', unique: true, sparse: true }] },
  ],
  ['create index', { createIndexes: 'c', indexes: [{ key: { y: 1, z: -1 }, name: 'y_1_z_-1' }] }],
  ['list indexes', { listIndexes: 'c' }],
  ['error index name taken', { createIndexes: 'c', indexes: [{ key: { y: 1 }, name: 'u_1' }] }],
  ['error index other options', { createIndexes: 'c', indexes: [{ key: { u: 1 }, name: 'u_1' }] }],
  [
    'error index other name',
    { createIndexes: 'c', indexes: [{ key: { u: 1 }, name: 'u2', unique: true, sparse: true }] },
  ],
  [
    'error index duplicates',
    { createIndexes: 'c', indexes: [{ key: { same: 1 }, name: 'same_1', unique: true }] },
  ],
  ['error index option', { createIndexes: 'c', indexes: [{ key: { y: 1 }, name: 'y', foo: 1 }] }],
  ['error index empty key', { createIndexes: 'c', indexes: [{ key: {}, name: 'y' }] }],
  ['error index zero', { createIndexes: 'c', indexes: [{ key: { y: 0 }, name: 'y' }] }],
  [
    'error ttl compound',
    { createIndexes: 'c', indexes: [{ key: { y: 1, z: 1 }, name: 'y', expireAfterSeconds: 1 }] },
  ],
  [
    'error ttl negative',
    { createIndexes: 'c', indexes: [{ key: { y: 1 }, name: 'y', expireAfterSeconds: -1 }] },
  ],
  [
    'error partial expression',
    {
      createIndexes: 'c',
      indexes: [{ key: { y: 1 }, name: 'y', partialFilterExpression: { y: { $ne: 1 } } }],
    },
  ],
  [
    'error partial and sparse',
    {
      createIndexes: 'c',
      indexes: [{ key: { y: 1 }, name: 'y', sparse: true, partialFilterExpression: { y: 1 } }],
    },
  ],
  ['drop index', { dropIndexes: 'c', index: 'u_1' }],
  ['drop index by key', { dropIndexes: 'c', index: { v: 1, w: 1 } }],
  ['drop all indexes', { dropIndexes: 'c', index: '*' }],
  ['error drop index', { dropIndexes: 'c', index: 'nope' }],
  ['error drop id index', { dropIndexes: 'c', index: '_id_' }],
  ['error drop index of none', { dropIndexes: 'nowhere', index: 'x' }],
  ['drop missing', { drop: 'nowhere' }],
  ['killCursors', { killCursors: 'c', cursors: [Long.fromNumber(5)] }],
];

export const writing: Group = {
  name: 'write',
  documents: [
    { _id: 1, u: 'x', v: 1, w: 2, p: 5, on: true, same: 1 },
    { _id: 2, u: 'y', v: 1, w: 3, p: 6, on: true, same: 1 },
    { _id: 3, v: 2, w: 2, p: 5, on: false },
  ],
  indexes: [
    { key: { u: 1 }, name: 'u_1', unique: true, sparse: true },
    { key: { v: 1, w: 1 }, name: 'v_1_w_1', unique: true },
    { key: { p: 1 }, name: 'p_1', unique: true, partialFilterExpression: { on: true } },
    { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 100_000_000 },
  ],
  isWriting: true,
  cases: writes.map(([name, command]) => ({ name, command, isSorted: true })),
};
