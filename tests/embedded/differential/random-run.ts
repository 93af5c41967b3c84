import { createHash } from 'node:crypto';
import { Random } from '../support/random.ts';
import { answer, COLLECTION, prepare, type Case, type Place } from './case.ts';
import * as parts from './random-parts.ts';

/** What a run of one seed asks. */
export interface RandomRun {
  readonly seed: number;
  readonly documents: number;
  readonly queries: number;
  readonly updates: number;
}

/** 5,600 random queries and updates; each seed has documents of its own. */
export const RANDOM_RUNS: readonly RandomRun[] = [11, 22, 33, 44].map((seed) => ({
  seed,
  documents: 150,
  queries: 1_000,
  updates: 400,
}));

/** The questions and answers of a run, in order. */
export async function* randomAnswers(
  request: RandomRun & { place: Place; withIndexes: boolean },
): AsyncGenerator<{ question: Case; text: string }> {
  const { place, withIndexes, seed } = request;
  const random = new Random(seed);
  const documents = Array.from({ length: request.documents }, (_, index) => ({
    _id: index,
    ...parts.document(random, 3),
  }));
  await prepare(place, {
    name: 'random',
    documents,
    indexes: withIndexes ? parts.RANDOM_INDEXES : [],
    withIndexes,
    cases: [],
  });
  for (let count = 0; count < request.queries; count += 1) {
    const question = randomQuestion(random);
    yield { question, text: await answer(place, question, false) };
  }
  for (let count = 0; count < request.updates; count += 1) {
    const id = random.below(request.documents);
    const u = parts.update(random);
    const q = { _id: id, ...(random.chance(0.4) ? parts.filter(random, 0) : {}) };
    const question = {
      name: 'update',
      command: { update: COLLECTION, updates: [{ q, u }] },
    };
    const reply = await answer(place, question, false);
    const after = await answer(
      place,
      { name: 'after', command: { find: COLLECTION, filter: { _id: id } } },
      false,
    );
    yield { question, text: `${reply} -> ${after}` };
  }
}

function randomQuestion(random: Random): Case {
  const filter = parts.filter(random);
  const kind = random.next();
  if (kind < 0.5) return { name: 'find', command: { find: COLLECTION, filter } };
  if (kind < 0.7) {
    const sort = parts.sort(random);
    return {
      name: 'sort',
      isSorted: true,
      command: { find: COLLECTION, filter, sort, skip: random.below(3), limit: random.below(20) },
    };
  }
  if (kind < 0.85)
    return { name: 'project', command: { find: COLLECTION, filter, projection: parts.projection(random) } };
  const field = `$${random.pick(['a', 'b', 'a.b', 'c.d'])}`;
  const accumulators = {
    n: { $sum: 1 },
    s: { $sum: '$c' },
    lo: { $min: '$_id' },
    hi: { $max: '$_id' },
    l: { $sum: '$b.c' },
  };
  const pipeline = [{ $match: filter }, { $sort: { _id: 1 } }, { $group: { _id: field, ...accumulators } }];
  return { name: 'group', command: { aggregate: COLLECTION, pipeline, cursor: {} } };
}

/** Enough of a hash to tell two answers apart. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}
