import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RuleThreads, RUN_MILLISECONDS } from '#hub/scheduler/rule-threads.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';
import { FINDINGS_PER_RUN, type WorkerTask } from '#protocol/worker.ts';
import { openStore } from '#store/open-store.ts';
import { THEN } from '#tests/support/builders.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { freshDatabase, type FreshDatabase } from '#tests/support/fresh-database.ts';
import { temporaryFolder } from '#tests/support/processes.ts';

const RULES = ['finds', 'floods', 'throws', 'lies', 'spins', 'waits', 'exits', 'eats', 'missing'] as const;

let database: FreshDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clock: DrivenClock;
let threads: RuleThreads;
beforeAll(async () => {
  database = freshDatabase();
  folder = await temporaryFolder('threads');
  const store = await openStore({ uri: database.uri });
  await store.settings.set('told', 'this');
  await store.close();
});
afterAll(async () => {
  await database.drop();
  await folder.dispose();
});
beforeEach(() => {
  clock = drivenClock(THEN);
  threads = new RuleThreads({ rules: RULES, clock, cacheDirectory: folder.path });
});
afterEach(() => threads.stop());

const task = (rule: (typeof RULES)[number]): WorkerTask => ({
  rule,
  rules: new URL('rules/', import.meta.url).href,
  databaseUri: database.uri,
  settings: { ...DEFAULT_SETTINGS, wakeWindowMinutes: 17 },
  now: THEN,
  timeZone: 'UTC',
  hubStartedAt: THEN,
});
const run = (rule: (typeof RULES)[number]) => threads.run(task(rule));

describe('a run of a rule in its thread', () => {
  it('reads the database, knows the settings and the time it was told, and says each thing once', async () => {
    const report = await run('finds');
    expect(report).toMatchObject({
      outcome: 'done',
      more: false,
      findings: [
        { kind: 'containerEnded', containerId: '0'.repeat(24) },
        { kind: 'containerEnded', containerId: '17'.padStart(24, '0') },
        { kind: 'hourUncounted', hour: THEN.toISOString() },
        { kind: 'auditPurgeable' },
      ],
    });
  });

  it('says no more than it may, and that there is more', async () => {
    const report = await run('floods');
    expect(report).toMatchObject({ outcome: 'done', more: true });
    expect(report.outcome === 'done' && report.findings).toHaveLength(FINDINGS_PER_RUN);
  });

  it.each([
    ['throws', 'no such luck'],
    ['exits', 'exited with code 3'],
    ['eats', 'memory limit'],
    ['lies', 'cannot be read'],
    ['missing', 'missing.ts'],
  ] as const)('that goes wrong (%s) says why, and the hub lives', async (rule, why) => {
    expect(await run(rule)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(why) });
    expect(await run('finds')).toMatchObject({ outcome: 'done' });
  });

  it('of which one is under way already is not begun', async () => {
    const first = run('waits');
    expect(await run('waits')).toEqual({ outcome: 'failed', reason: 'it runs already' });
    await threads.stop();
    await first;
  });

  it.each(['spins', 'waits'] as const)('that does not end (%s) is ended after a minute', async (rule) => {
    const report = run(rule);
    await clock.advance(RUN_MILLISECONDS - 1);
    const other = await run('finds');
    expect(other.outcome).toBe('done');
    await clock.advance(1);
    expect(await report).toEqual({ outcome: 'failed', reason: 'it did not end within 60 seconds' });
    expect(clock.armed).toBe(0);
    expect(await run('finds')).toMatchObject({ outcome: 'done' });
  });
});

describe('when the hub stops', () => {
  it('a run that waits is cancelled at once', async () => {
    const report = run('waits');
    // Its thread has begun to listen by the time another one, started after it, is through.
    await run('finds');
    await threads.stop();
    expect(await report).toMatchObject({ outcome: 'failed' });
  });

  it('a run that hears nothing is ended after a second', async () => {
    const report = run('spins');
    await run('finds');
    let ended = false;
    const stopped = threads.stop().then(() => (ended = true));
    await clock.advance(999);
    expect(ended).toBe(false);
    await clock.advance(1);
    await stopped;
    expect(await report).toMatchObject({ outcome: 'failed' });
  });

  it('nothing is begun any more', async () => {
    await threads.stop();
    expect(await run('finds')).toEqual({ outcome: 'failed', reason: 'the hub stops' });
  });
});
