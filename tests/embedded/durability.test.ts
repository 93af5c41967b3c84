import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { problemsOf } from './durability/check-file.ts';
import { killRounds } from './durability/kill-rounds.ts';
import { canonical } from './support/canonical.ts';
import { temporaryStore } from './support/temporary-store.ts';
import { WireClient } from './support/wire-client.ts';

describe('kill -9 under concurrent writers', () => {
  it('loses nothing that was acknowledged, in 3 rounds', { timeout: 60_000 }, async () => {
    const report = await killRounds({ rounds: 3 });
    expect(report.inserts).toBeGreaterThan(50);
    expect({ lost: report.lost, stale: report.stale, problems: report.problems }).toEqual({
      lost: 0,
      stale: 0,
      problems: [],
    });
  });
});

describe('a full disk', () => {
  let mounted: string | undefined;

  afterEach(() => {
    if (mounted !== undefined) {
      execFileSync('umount', [mounted]);
      rmSync(mounted, { recursive: true, force: true });
    }
    mounted = undefined;
  });

  it('is a clear error, loses nothing acknowledged, and passes', { timeout: 60_000 }, async ({ skip }) => {
    mounted = smallDisk();
    if (mounted === undefined) {
      console.warn('SKIPPED: the test of a full disk needs root and mount');
      return skip();
    }
    const directory = join(mounted, 'data');
    const ballast = join(mounted, 'ballast');
    mkdirSync(directory);
    writeFileSync(ballast, Buffer.alloc(8 * 1024 * 1024));
    const store = await temporaryStore({ directory });
    try {
      await fillDisk(store.uri, () => rmSync(ballast));
    } finally {
      await store.stop();
    }
    expect(problemsOf(directory)).toEqual([]);
  });
});

async function fillDisk(uri: string, makeRoom: () => void): Promise<void> {
  const client = WireClient.forUri(uri);
  await client.command('test', { createIndexes: 'c', indexes: [{ key: { n: 1 }, name: 'n', unique: true }] });
  const acknowledged: number[] = [];
  const insert = async (n: number): Promise<string> => {
    const document = { _id: n, n, filler: 'x'.repeat(40_000) };
    const reply = await client.command('test', { insert: 'c', documents: [document] });
    if (canonical(reply.get('n')) === '1') acknowledged.push(n);
    return `${canonical(reply.get('code'))} ${canonical(reply.get('errmsg'))}`;
  };
  let n = 0;
  let refusal = '';
  for (; n < 2_000 && !refusal.startsWith('14031'); n += 1) refusal = await insert(n);
  expect(refusal).toMatch(/^14031 .*disk is full/);
  expect(acknowledged.length).toBeGreaterThan(10);
  const count = async (): Promise<string> =>
    canonical((await client.command('test', { count: 'c', query: { _id: { $in: acknowledged } } })).get('n'));
  expect(await count()).toBe(String(acknowledged.length));
  makeRoom();
  const before = acknowledged.length;
  for (let more = 0; more < 20; more += 1) await insert(n + more);
  expect(acknowledged.length).toBe(before + 20);
  expect(await count()).toBe(String(acknowledged.length));
  client.close();
}

/** A file system of 16 MB in memory; undefined where it cannot be mounted. */
function smallDisk(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', directory], { stdio: 'ignore' });
    return directory;
  } catch {
    rmSync(directory, { recursive: true, force: true });
    return undefined;
  }
}
