import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical } from '../support/canonical.ts';
import { WireClient } from '../support/wire-client.ts';
import { problemsOf } from './check-file.ts';

export interface KillReport {
  rounds: number;
  inserts: number;
  updates: number;
  /** Acknowledged inserts that are not there. */
  lost: number;
  /** Acknowledged updates whose old value is there. */
  stale: number;
  problems: string[];
  /** Milliseconds from the start of the process to its first answer, one for each round. */
  starts: number[];
}

const WRITERS = 12;
const DATABASE = 'test';

/** Kills a store under concurrent writers again and again, and looks for what was acknowledged. */
export async function killRounds({
  rounds,
  onRound,
}: {
  rounds: number;
  onRound?: (report: KillReport) => void;
}): Promise<KillReport> {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-kill-'));
  const report: KillReport = {
    rounds: 0,
    inserts: 0,
    updates: 0,
    lost: 0,
    stale: 0,
    problems: [],
    starts: [],
  };
  const inserted = new Set<string>();
  const counters = new Map<number, number>();
  for (let round = 0; round < rounds; round += 1) {
    const { child, uri } = await start(directory, report);
    if (round === 0) await createIndexes(uri);
    const isOver = { value: false };
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      write({ uri, writer, round, inserted, counters, isOver }),
    );
    await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 350));
    child.kill('SIGKILL');
    isOver.value = true;
    await Promise.all([once(child, 'exit'), ...writers]);
    await verify({ directory, report, inserted, counters });
    report.rounds += 1;
    onRound?.(report);
  }
  rmSync(directory, { recursive: true, force: true });
  return report;
}

async function start(directory: string, report: KillReport): Promise<{ child: ChildProcess; uri: string }> {
  const before = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'victim.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = (await once(child.stdout, 'data')) as [Buffer];
  report.starts.push(performance.now() - before);
  return { child, uri: data.toString().split(' ')[1]?.trim() ?? '' };
}

async function createIndexes(uri: string): Promise<void> {
  const client = WireClient.forUri(uri);
  const indexes = [
    { key: { unique: 1 }, name: 'unique', unique: true },
    { key: { writer: 1, count: -1 }, name: 'writer' },
    { key: { tags: 1 }, name: 'tags' },
    { key: { count: 1 }, name: 'some', partialFilterExpression: { writer: 3 } },
  ];
  await client.command(DATABASE, { createIndexes: 'c', indexes });
  client.close();
}

interface Writer {
  readonly uri: string;
  readonly writer: number;
  readonly round: number;
  readonly inserted: Set<string>;
  readonly counters: Map<number, number>;
  readonly isOver: { value: boolean };
}

/** Writes until the process dies; notes only what was acknowledged. */
async function write({ uri, writer, round, inserted, counters, isOver }: Writer): Promise<void> {
  const client = WireClient.forUri(uri);
  try {
    for (let at = 0; !isOver.value; at += 1) {
      const id = `${round}-${writer}-${at}`;
      const tags = ['a', 'b', `t${at % 7}`];
      const reply = await client.command(DATABASE, {
        insert: 'c',
        documents: [{ _id: id, unique: id, writer, count: at, tags }],
      });
      if (canonical(reply.get('n')) === '1') inserted.add(id);
      if (at % 3 !== 0) continue;
      const counted = {
        q: { _id: `counter-${writer}` },
        u: { $inc: { count: 1 }, $set: { unique: `counter-${writer}`, tags: [`r${at % 5}`] } },
        upsert: true,
      };
      const updated = await client.command(DATABASE, { update: 'c', updates: [counted] });
      if (canonical(updated.get('n')) === '1') counters.set(writer, (counters.get(writer) ?? 0) + 1);
    }
  } catch {
    // The process is dead: whatever was not answered counts as not done, although it may be there.
  }
  client.close();
}

interface Verification {
  readonly directory: string;
  readonly report: KillReport;
  readonly inserted: Set<string>;
  readonly counters: Map<number, number>;
}

async function verify({ directory, report, inserted, counters }: Verification): Promise<void> {
  report.problems.push(...problemsOf(directory));
  const { child, uri } = await start(directory, report);
  const client = WireClient.forUri(uri);
  report.inserts += inserted.size;
  for (const ids of chunks([...inserted], 2_000)) {
    const reply = await client.command(DATABASE, { count: 'c', query: { _id: { $in: ids } } });
    report.lost += ids.length - Number(canonical(reply.get('n')));
  }
  // Everything of this round is checked; the next rounds check their own.
  inserted.clear();
  for (const [writer, count] of counters) {
    const filter = { _id: `counter-${writer}`, count: { $gte: count } };
    const reply = await client.command(DATABASE, { count: 'c', query: filter });
    if (canonical(reply.get('n')) !== '1') report.stale += 1;
    // A last update that was not acknowledged may have happened: count on from what is there.
    const cursor = await client.command(DATABASE, {
      find: 'c',
      filter: { _id: `counter-${writer}` },
      limit: 1,
    });
    const found = /count:(\d+)/.exec(canonical(cursor))?.[1];
    report.updates += 1;
    counters.set(writer, Number(found ?? 0));
  }
  client.close();
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
