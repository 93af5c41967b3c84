import { Double, Long, type Document } from 'bson';
import type { Group } from './case.ts';
import { SHAPES } from './cases-query.ts';

const JOBS: readonly Document[] = [
  {
    _id: 1,
    state: 'waiting',
    priority: 5,
    at: new Date(1000),
    tags: ['a', 'b'],
    size: 10,
    who: { name: 'x', age: 3 },
  },
  { _id: 2, state: 'waiting', priority: 9, at: new Date(2000), tags: ['b'], size: 2.5, who: { name: 'y' } },
  {
    _id: 3,
    state: 'done',
    priority: 9,
    at: new Date(500),
    tags: [],
    size: Long.fromNumber(7),
    lines: [{ t: 1 }, { t: 2 }],
  },
  {
    _id: 4,
    state: 'failed',
    priority: 1,
    tags: ['c', 'a'],
    size: null,
    who: { name: 'x' },
    lines: [{ t: 5 }],
  },
  { _id: 5, state: 'waiting', priority: 9, at: new Date(1500), size: 'big', who: null },
  { _id: 6, priority: new Double(9), at: new Date(1), tags: ['a'], size: new Double(0.1) },
  { _id: 7, state: 'done', priority: Long.fromNumber(1), size: new Double(0.2), who: { name: 'z', age: 4 } },
];

const INDEXES: readonly Document[] = [
  { key: { state: 1, priority: -1, at: 1 }, name: 'claim' },
  { key: { tags: 1 }, name: 'tags' },
  { key: { 'who.name': 1 }, name: 'who', sparse: true },
];

const modifications: readonly [string, Document][] = [
  [
    'claim next',
    {
      query: { state: 'waiting' },
      sort: { priority: -1, at: 1 },
      update: { $set: { state: 'pushed' } },
      new: true,
    },
  ],
  [
    'claim next, old',
    { query: { state: 'waiting' }, sort: { priority: -1, at: 1 }, update: { $set: { state: 'pushed' } } },
  ],
  [
    'claim last',
    {
      query: { state: 'waiting' },
      sort: { priority: 1, at: -1 },
      update: { $inc: { priority: 1 } },
      new: true,
    },
  ],
  ['none', { query: { state: 'zzz' }, update: { $set: { x: 1 } } }],
  ['none, new', { query: { state: 'zzz' }, update: { $set: { x: 1 } }, new: true }],
  ['upsert', { query: { _id: 50, state: 'q' }, update: { $set: { x: 1 } }, upsert: true }],
  ['upsert new', { query: { _id: 50, state: 'q' }, update: { $set: { x: 1 } }, upsert: true, new: true }],
  ['upsert found', { query: { _id: 1 }, update: { $set: { x: 1 } }, upsert: true, new: true }],
  ['fields', { query: { _id: 1 }, update: { $set: { x: 1 } }, new: true, fields: { x: 1, state: 1 } }],
  ['fields exclude', { query: { _id: 1 }, update: { $set: { x: 1 } }, fields: { tags: 0, who: 0 } }],
  ['remove', { query: { state: 'done' }, sort: { _id: -1 }, remove: true }],
  ['remove none', { query: { state: 'zzz' }, remove: true }],
  ['remove fields', { query: { _id: 1 }, remove: true, fields: { state: 1 } }],
  ['no change', { query: { _id: 1 }, update: { $set: { state: 'waiting' } }, new: true }],
  ['error both', { query: { _id: 1 }, update: { $set: { x: 1 } }, remove: true }],
  ['error neither', { query: { _id: 1 } }],
  ['error new and remove', { query: { _id: 1 }, remove: true, new: true }],
  ['error upsert and remove', { query: { _id: 1 }, remove: true, upsert: true }],
  ['error operator', { query: { _id: 1 }, update: { $inc: { state: 1 } } }],
  ['error id', { query: { _id: 1 }, update: { $set: { _id: 2 } } }],
  [
    'error duplicate upsert',
    { query: { _id: { $gt: 100 }, state: 'u' }, update: { $set: { only: 1 } }, upsert: true },
  ],
];

export const modifying: Group = {
  name: 'findAndModify',
  documents: JOBS,
  indexes: INDEXES,
  isWriting: true,
  cases: modifications.map(([name, fields]) => ({ name, command: { findAndModify: 'c', ...fields } })),
};

const pipelines: readonly [string, Document[], boolean?][] = [
  ['nothing', []],
  ['$match', [{ $match: { state: 'waiting' } }]],
  ['$sort', [{ $sort: { priority: -1, _id: 1 } }], true],
  ['$sort $limit', [{ $sort: { priority: -1, _id: 1 } }, { $limit: 2 }], true],
  [
    '$match $sort $skip $limit',
    [{ $match: { priority: { $gt: 1 } } }, { $sort: { at: 1, _id: 1 } }, { $skip: 1 }, { $limit: 2 }],
    true,
  ],
  ['$count', [{ $match: { state: 'waiting' } }, { $count: 'n' }]],
  ['$count of none', [{ $match: { state: 'zzz' } }, { $count: 'n' }]],
  ['countDocuments', [{ $match: { state: 'waiting' } }, { $group: { _id: 1, n: { $sum: 1 } } }]],
  ['countDocuments of none', [{ $match: { state: 'zzz' } }, { $group: { _id: 1, n: { $sum: 1 } } }]],
  [
    'countDocuments skip limit',
    [{ $match: {} }, { $skip: 1 }, { $limit: 3 }, { $group: { _id: 1, n: { $sum: 1 } } }],
  ],
  ['group null', [{ $group: { _id: null, n: { $sum: 1 } } }]],
  ['group by field', [{ $group: { _id: '$state', n: { $sum: 1 } } }]],
  ['group by path', [{ $group: { _id: '$who.name', n: { $sum: 1 } } }]],
  ['group by array', [{ $group: { _id: '$tags', n: { $sum: 1 } } }]],
  ['group by document', [{ $group: { _id: { s: '$state', w: '$who.name' }, n: { $sum: 1 } } }]],
  ['group by one field document', [{ $group: { _id: { s: '$state' }, n: { $sum: 1 } } }]],
  ['group by missing', [{ $group: { _id: '$zzz', n: { $sum: 1 } } }]],
  ['group by document of missing', [{ $group: { _id: { a: '$zzz', b: '$state' }, n: { $sum: 1 } } }]],
  ['$sum field', [{ $group: { _id: '$state', n: { $sum: '$size' } } }]],
  ['$sum ints', [{ $group: { _id: null, n: { $sum: '$_id' } } }]],
  ['$sum all types', [{ $group: { _id: null, n: { $sum: '$size' } } }]],
  ['$sum longs', [{ $match: { _id: { $in: [3, 7] } } }, { $group: { _id: null, n: { $sum: '$priority' } } }]],
  ['$sum missing', [{ $group: { _id: null, n: { $sum: '$zzz' } } }]],
  ['$sum overflow', [{ $group: { _id: null, n: { $sum: 2147483647 } } }]],
  ['$sum overflow long', [{ $group: { _id: null, n: { $sum: Long.fromString('9223372036854775807') } } }]],
  ['$sum path through array', [{ $group: { _id: null, n: { $sum: '$lines.t' } } }]],
  ['$avg', [{ $group: { _id: '$state', n: { $avg: '$size' } } }]],
  ['$avg ints', [{ $group: { _id: null, n: { $avg: '$_id' } } }]],
  ['$min', [{ $group: { _id: '$state', n: { $min: '$size' } } }]],
  ['$max', [{ $group: { _id: '$state', n: { $max: '$size' } } }]],
  ['$min of dates', [{ $group: { _id: null, first: { $min: '$at' }, last: { $max: '$at' } } }]],
  ['$min missing', [{ $group: { _id: null, n: { $min: '$zzz' } } }]],
  ['$first', [{ $sort: { _id: 1 } }, { $group: { _id: '$state', n: { $first: '$size' } } }]],
  ['$last', [{ $sort: { _id: 1 } }, { $group: { _id: '$state', n: { $last: '$who' } } }]],
  ['$first missing', [{ $sort: { _id: 1 } }, { $group: { _id: null, n: { $first: '$zzz' } } }]],
  ['$count accumulator', [{ $group: { _id: '$state', n: { $count: {} } } }]],
  [
    'several accumulators',
    [{ $group: { _id: '$state', n: { $sum: 1 }, hi: { $max: '$priority' }, lo: { $min: '$_id' } } }],
  ],
  ['$skip all', [{ $skip: 100 }]],
  ['error unknown stage', [{ $foo: {} }]],
  ['error two in one', [{ $match: {}, $sort: { a: 1 } }]],
  ['error empty stage', [{}]],
  ['error $limit zero', [{ $limit: 0 }]],
  ['error $limit negative', [{ $limit: -1 }]],
  ['error $skip negative', [{ $skip: -1 }]],
  ['error $count empty', [{ $count: '' }]],
  ['error $count dollar', [{ $count: '$n' }]],
  ['error $count dot', [{ $count: 'a.b' }]],
  ['error $group without id', [{ $group: { n: { $sum: 1 } } }]],
  ['error $group field', [{ $group: { _id: null, n: 1 } }]],
  ['error $group unknown', [{ $group: { _id: null, n: { $foo: 1 } } }]],
  ['error $group dot', [{ $group: { _id: null, 'a.b': { $sum: 1 } } }]],
  ['error $group two', [{ $group: { _id: null, n: { $sum: 1, $max: 1 } } }]],
  ['error $group dollar', [{ $group: { _id: null, $n: { $sum: 1 } } }]],
  ['error $group count argument', [{ $group: { _id: null, n: { $count: 1 } } }]],
  ['error $match', [{ $match: 1 }]],
  ['error $sort empty', [{ $sort: {} }]],
  ['error $sort', [{ $sort: 1 }]],
];

export const aggregating: Group = {
  name: 'aggregate',
  documents: JOBS,
  indexes: INDEXES,
  cases: pipelines.map(([name, pipeline, isSorted]) => ({
    name,
    isSorted: isSorted ?? false,
    command: { aggregate: 'c', pipeline, cursor: {} },
  })),
};

const distinctKeys = ['a', 'a.b', 'a.c', 'k', 'b', 'zzz', 'a.b.c'];

export const distincts: Group = {
  name: 'distinct',
  documents: SHAPES,
  indexes: [{ key: { k: 1, b: 1 }, name: 'kb' }],
  cases: [
    ...distinctKeys.map((key) => ({ name: key, command: { distinct: 'c', key } })),
    { name: 'with query', command: { distinct: 'c', key: 'b', query: { k: { $gt: 0 } } } },
    { name: 'count', command: { count: 'c' } },
    { name: 'count query', command: { count: 'c', query: { k: 1 } } },
    { name: 'count skip limit', command: { count: 'c', query: { k: 1 }, skip: 2, limit: 5 } },
    { name: 'count missing collection', command: { count: 'nowhere' } },
    { name: 'find missing collection', command: { find: 'nowhere' } },
    { name: 'error negative skip', command: { find: 'c', skip: -1 } },
    { name: 'error negative limit', command: { find: 'c', limit: -1 } },
    { name: 'error filter type', command: { find: 'c', filter: 1 } },
    { name: 'error unknown field', command: { find: 'c', foo: 1 } },
    { name: 'error unknown command', command: { nonsense: 1 } },
    { name: 'error getMore', command: { getMore: Long.fromNumber(77), collection: 'c' } },
    { name: 'error empty name', command: { find: '' } },
    { name: 'listIndexes missing', command: { listIndexes: 'nowhere' } },
  ],
};
