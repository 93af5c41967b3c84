import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPS } from './differential/groups.ts';
import { digest, RANDOM_RUNS, randomAnswers } from './differential/random-run.ts';
import { runGroup, type Answers } from './differential/run.ts';
import { temporaryStore, type TemporaryStore } from './support/temporary-store.ts';
import { WireClient } from './support/wire-client.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'differential', name), 'utf8'));
const recorded = read('answers.json') as Record<string, Answers>;
const digests = read('random-answers.json') as Record<string, string>;

let store: TemporaryStore;
let client: WireClient;

beforeAll(async () => {
  store = await temporaryStore();
  client = WireClient.forUri(store.uri);
});

afterAll(async () => {
  client.close();
  await store.remove();
});

describe('named cases give the recorded answers of MongoDB', () => {
  it('are at least 400', () => {
    expect(GROUPS.flatMap((group) => group.cases).length).toBeGreaterThanOrEqual(400);
  });

  for (const group of GROUPS)
    for (const withIndexes of group.isWriting === true ? [true] : [false, true])
      it(`${group.name}${withIndexes ? ', with indexes' : ''}`, { timeout: 60_000 }, async () => {
        const answers = await runGroup({ client, database: 'named' }, group, withIndexes);
        expect(answers).toEqual(recorded[group.name]);
      });
});

describe('random queries and updates give the recorded answers of MongoDB', () => {
  for (const run of RANDOM_RUNS)
    for (const withIndexes of [false, true])
      it(`seed ${run.seed}${withIndexes ? ', with indexes' : ''}`, { timeout: 120_000 }, async () => {
        expect(await differences({ client, database: 'random', run, withIndexes })).toEqual([]);
      });
});

/** The questions whose answers are not the recorded ones. */
async function differences(request: {
  client: WireClient;
  database: string;
  run: (typeof RANDOM_RUNS)[number];
  withIndexes: boolean;
}): Promise<string[]> {
  const { run, withIndexes, ...place } = request;
  const expected = digests[run.seed] ?? '';
  const found: string[] = [];
  let at = 0;
  for await (const { question, text } of randomAnswers({ ...run, place, withIndexes })) {
    if (digest(text) !== expected.slice(at, at + 8))
      found.push(`${JSON.stringify(question.command)} ${text}`);
    at += 8;
  }
  expect(at).toBe(expected.length);
  return found;
}

const uri = process.env['MONGODB_URI'];

if (uri !== undefined && uri !== '')
  describe('the recorded answers are those of the MongoDB server', () => {
    let server: WireClient;
    beforeAll(() => void (server = WireClient.forUri(uri)));
    afterAll(() => server.close());

    for (const group of GROUPS)
      it(group.name, { timeout: 300_000 }, async () => {
        const database = `embedded_diff_check_${group.name}`;
        const answers = await runGroup({ client: server, database }, group, false);
        await server.command(database, { dropDatabase: 1 });
        expect(answers).toEqual(recorded[group.name]);
      });

    for (const run of RANDOM_RUNS)
      it(`random, seed ${run.seed}`, { timeout: 300_000 }, async () => {
        const database = `embedded_diff_check_${run.seed}`;
        const found = await differences({ client: server, database, run, withIndexes: false });
        await server.command(database, { dropDatabase: 1 });
        expect(found).toEqual([]);
      });
  });
