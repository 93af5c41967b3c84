import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { summaryOf } from '#domain/purge.ts';
import { countHour } from '#hub/count-hour.ts';
import { onFinding } from '#hub/findings/on-finding.ts';
import { hourView } from '#hub/views/history-view.ts';
import type { Store } from '#store/contract/store.ts';
import { aComputer, anAttempt, aSummary } from '#tests/support/builders.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { runRule } from '#tests/support/run-rule.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { rule as purgeContainers } from '#worker/rules/purge-containers.ts';
import { rule as statistics } from '#worker/rules/statistics.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const MINUTE = 60_000;

let clock: DrivenClock;
let hub: TestHub;
let store: Store;
beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  ({ store } = hub.context);
});
afterEach(() => hub.dispose());

const at = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE);
const moveTo = (minutes: number) => clock.advance(at(minutes).getTime() - clock.now().getTime());
const stored = () => store.history.hours({ from: at(-100_000), to: at(100_000) });
const told = (hours: number) => hub.hub.queries.statistics(ADMIN, { hours });

/** Ended so many minutes after noon: offered, begun a second later, executed for these seconds. */
const ran = (minutes: number, seconds: number) => ({
  endedAt: at(minutes),
  attempt: anAttempt({
    offeredAt: new Date(at(minutes).getTime() - (seconds + 1) * 1_000),
    startedAt: new Date(at(minutes).getTime() - seconds * 1_000),
    finishedAt: at(minutes),
    recordedAt: at(minutes),
  }),
});
/** What is said of the hour after noon. */
const AN_HOUR = {
  hour: NOON,
  counts: { succeeded: 3, failed: 1, cancelled: 1 },
  startLatency: { p50: 1_000, p95: 1_000 },
  duration: { p50: 20_000, p95: 40_000 },
};
const givenAnHour = () =>
  givenSettled(store, {
    at: at(10),
    jobs: [
      ran(0, 10),
      ran(10, 20),
      ran(59.9, 30),
      { state: 'failed', ...ran(20, 40) },
      { state: 'cancelled', endedAt: at(30), attempt: anAttempt() },
      // The hour before, and the one after.
      ran(-0.1, 90),
      ran(60, 90),
    ],
  });

describe('[U1] the statistics of an hour', () => {
  it('are counted when it is over, once, and stay the same however often they are counted', async () => {
    await givenAnHour();
    await moveTo(64);
    await runRule(hub, statistics);
    expect((await stored()).map(({ hour }) => hour)).not.toContainEqual(NOON);
    await moveTo(65);
    expect(await runRule(hub, statistics)).toEqual([{ kind: 'hourUncounted', hour: NOON.toISOString() }]);
    expect((await stored()).at(-1)).toStrictEqual(AN_HOUR);
    expect(await runRule(hub, statistics)).toEqual([]);
    await onFinding(hub.context, { kind: 'hourUncounted', hour: NOON.toISOString() });
    expect((await stored()).at(-1)).toStrictEqual(AN_HOUR);
  });

  it('are the same from the jobs, from their lines, and from some of both', async () => {
    const { jobs } = await givenAnHour();
    const [first] = jobs;
    // A purge that was interrupted between the line and the job: it counts once.
    await store.history.putSummaries([
      aSummary({ id: first?.id ?? '', endedAt: NOON, startLatency: 1_000, duration: 10_000 }),
    ]);
    const count = () => onFinding(hub.context, { kind: 'hourUncounted', hour: NOON.toISOString() });
    await moveTo(65);
    await count();
    expect((await stored()).at(-1)).toStrictEqual(AN_HOUR);
    await moveTo(10 + 48 * 60);
    await runRule(hub, purgeContainers);
    expect(await store.jobs.get(first?.id ?? '')).toBeUndefined();
    await store.history.putHour({ hour: NOON, counts: { failed: 99 } });
    await count();
    expect((await stored()).find(({ hour }) => hour.getTime() === NOON.getTime())).toStrictEqual(AN_HOUR);
  });

  it('[U3] are not written before it is over, whoever asks', async () => {
    await moveTo(64);
    await onFinding(hub.context, { kind: 'hourUncounted', hour: NOON.toISOString() });
    expect(await stored()).toEqual([]);
  });

  it('[U4] are made up for after a pause of the hub', async () => {
    await moveTo(5);
    expect(await runRule(hub, statistics)).toHaveLength(24);
    await givenSettled(store, { at: at(40), jobs: [ran(40, 10)] });
    await moveTo(72 * 60 + 5);
    const found = await runRule(hub, statistics);
    expect(found).toHaveLength(72);
    expect(found[0]).toEqual({ kind: 'hourUncounted', hour: NOON.toISOString() });
    expect((await stored())[24]).toMatchObject({ hour: NOON, counts: { succeeded: 1 } });
  });
});

describe('statistics as they are told', () => {
  it('have every hour, oldest first, the current one counted now', async () => {
    await givenAnHour();
    await moveTo(61);
    const rows = await told(4);
    expect(rows.map(({ hour }) => hour)).toEqual(
      [-120, -60, 0, 60].map((minutes) => at(minutes).toISOString()),
    );
    expect(rows[0]).toStrictEqual({ hour: at(-120).toISOString(), counts: {} });
    expect(rows[2]).toStrictEqual({ ...AN_HOUR, hour: NOON.toISOString() });
    expect(rows[3]).toMatchObject({ counts: { succeeded: 1 } });
    await givenSettled(store, { at: at(61), jobs: [{ state: 'failed', ...ran(61, 1) }] });
    expect((await told(1))[0]).toMatchObject({ counts: { succeeded: 1, failed: 1 } });
  });

  it('of an hour that is not written yet follow all that becomes of its jobs', async () => {
    const { jobs } = await givenAnHour();
    await moveTo(61);
    const [first, second, , failed, cancelled] = jobs;
    if (!first || !second || !failed || !cancelled) throw new Error('There are not enough jobs.');
    /** As it is told, which must be as it is counted from the store. */
    const counts = async () => {
      const rows = await told(2);
      for (const [place, hour] of [at(0), at(60)].entries())
        expect(rows[place]).toStrictEqual(hourView(await countHour({ store }, hour)));
      return rows.map((row) => row.counts);
    };
    expect(await counts()).toEqual([{ succeeded: 3, failed: 1, cancelled: 1 }, { succeeded: 1 }]);

    const { endedAt: _, attempt: __, ...rest } = failed;
    const retried = await store.jobs.save({ ...rest, state: 'waiting' });
    expect((await counts())[0]).toEqual({ succeeded: 3, cancelled: 1 });
    await store.jobs.saveMany(retried === undefined ? [] : [{ ...retried, state: 'failed', ...ran(61, 5) }]);
    expect(await counts()).toEqual([
      { succeeded: 3, cancelled: 1 },
      { succeeded: 1, failed: 1 },
    ]);
    // J6: the truth that came late.
    await store.jobs.save({ ...cancelled, state: 'succeeded' });
    expect((await counts())[0]).toEqual({ succeeded: 4 });

    await store.history.putSummaries([summaryOf(first), summaryOf(second)]);
    await store.jobs.removeMany([first, second]);
    expect((await counts())[0]).toEqual({ succeeded: 4 });
    await store.removals.removeHistory(first.computerId, 10);
    expect((await counts())[0]).toEqual({ succeeded: 3 });
  });

  it('are read over REST, and no more than 90 days of them', async () => {
    const { token } = await hub.hub.commands.createApiToken(ADMIN, { name: 'reader', role: 'viewer' });
    const get = (path: string) =>
      checkedFetch(`${hub.address}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await get('statistics')).json()).toStrictEqual({ rows: await told(24) });
    expect(await (await get('statistics?hours=2')).json()).toStrictEqual({ rows: await told(2) });
    for (const hours of ['0', '2161', 'many'])
      expect((await get(`statistics?hours=${hours}`)).status).toBe(400);
  });
});

describe('the history of a computer', () => {
  it('is paged, newest first, over REST as well', async () => {
    const { id: computerId } = await store.computers.insert(aComputer());
    const lines = Array.from({ length: 5 }, (_, n) => aSummary({ computerId, endedAt: at(n) }));
    await store.history.putSummaries(lines);
    const { token } = await hub.hub.commands.createApiToken(ADMIN, { name: 'reader', role: 'viewer' });
    const read = async (cursor: string) => {
      const path = `/api/v1/computers/${computerId}/history?limit=2${cursor}`;
      const response = await checkedFetch(hub.address + path, {
        headers: { authorization: `Bearer ${token}` },
      });
      return (await response.json()) as { rows: { jobId: string; endedAt: string }[]; next?: string };
    };
    const seen: string[] = [];
    let page = await read('');
    for (; page.next !== undefined; page = await read(`&cursor=${page.next}`)) {
      seen.push(...page.rows.map(({ jobId }) => jobId));
    }
    expect([...seen, ...page.rows.map(({ jobId }) => jobId)]).toEqual(lines.toReversed().map(({ id }) => id));
  });
});
