import { EJSON } from 'bson';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryStore } from '../support/temporary-store.ts';
import { WireClient } from '../support/wire-client.ts';
import { GROUPS } from './groups.ts';
import { digest, RANDOM_RUNS, randomAnswers } from './random-run.ts';
import { runGroup, type Answers } from './run.ts';

/**
 * `node record.ts record`: asks MongoDB (MONGODB_URI) for the answers of all named cases and writes the fixture.
 * `node record.ts compare`: prints where the embedded store answers otherwise than the fixture.
 */

const FILE = join(import.meta.dirname, 'answers.json');
const RANDOM_FILE = join(import.meta.dirname, 'random-answers.json');

const [mode] = process.argv.slice(2);
if (mode === 'record') await record(process.env['MONGODB_URI'] ?? '');
else await compare();

async function record(uri: string): Promise<void> {
  const client = WireClient.forUri(uri);
  const all: Record<string, Answers> = {};
  for (const group of GROUPS) {
    const database = `embedded_diff_${group.name}`;
    all[group.name] = await runGroup({ client, database }, group, false);
    await client.command(database, { dropDatabase: 1 });
  }
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
  const digests: Record<string, string> = {};
  const database = 'embedded_diff_random';
  for (const run of RANDOM_RUNS) {
    const found: string[] = [];
    for await (const { text } of randomAnswers({ ...run, place: { client, database }, withIndexes: false }))
      found.push(digest(text));
    digests[run.seed] = found.join('');
  }
  await client.command(database, { dropDatabase: 1 });
  writeFileSync(RANDOM_FILE, `${JSON.stringify(digests, null, 2)}\n`);
  client.close();
}

async function compare(): Promise<void> {
  const recorded: Record<string, Answers> = JSON.parse(readFileSync(FILE, 'utf8'));
  const store = await temporaryStore();
  const client = WireClient.forUri(store.uri);
  let same = 0;
  for (const group of GROUPS)
    for (const withIndexes of group.isWriting === true ? [true] : [false, true]) {
      const answers = await runGroup({ client, database: 'compare' }, group, withIndexes);
      for (const [name, text] of Object.entries(answers)) {
        const expected = recorded[group.name]?.[name];
        if (text === expected) same += 1;
        else
          console.log(
            `${group.name}: ${name}${withIndexes ? ' (indexed)' : ''}\n  mongodb  ${expected}\n  embedded ${text}`,
          );
      }
    }
  console.log(`${same} answers are the same`);
  const digests: Record<string, string> = JSON.parse(readFileSync(RANDOM_FILE, 'utf8'));
  for (const run of RANDOM_RUNS)
    for (const withIndexes of [false, true]) {
      const place = { client, database: 'random' };
      let at = 0;
      let other = 0;
      for await (const { question, text } of randomAnswers({ ...run, place, withIndexes })) {
        const expected = digests[run.seed]?.slice(at, at + 8);
        at += 8;
        if (digest(text) === expected) continue;
        other += 1;
        console.log(
          `${run.seed} #${at / 8 - 1}${withIndexes ? ' (indexed)' : ''} ${EJSON.stringify(question.command)}\n  ${text}`,
        );
      }
      console.log(`seed ${run.seed}${withIndexes ? ' (indexed)' : ''}: ${other} of ${at / 8} differ`);
    }
  client.close();
  await store.remove();
}
