import { expect, it } from 'vitest';
import type { EndedJob, JobSummary } from '#domain/entities.ts';
import type { Span } from '#store/contract/history.ts';
import type { Store } from '#store/contract/store.ts';
import {
  aJob,
  anAttempt,
  anId,
  anAuditEntry,
  aSession,
  aSummary,
  aUser,
  THEN,
} from '#tests/support/builders.ts';
import { describeStore, everyPage, idOf } from './on-database.ts';

const HOUR = 3_600_000;
const after = (milliseconds: number) => new Date(THEN.getTime() + milliseconds);
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

async function endedIn(part: Store['history'], span: Span): Promise<EndedJob[]> {
  const ended: EndedJob[] = [];
  await part.eachEnded(span, (job) => ended.push(job));
  return ended.toSorted(byId);
}

describeStore('summaries of jobs', ({ store }) => {
  it('are read page by page, the newest job first, of one computer', async () => {
    const computerId = anId();
    const made = Array.from({ length: 7 }, (_, n) => aSummary({ computerId, endedAt: after(-n) }));
    await store().history.putSummaries([...made, aSummary()]);
    const rows = await everyPage<JobSummary>((last) =>
      store().history.ofComputer({
        computerId,
        limit: 3,
        ...(last === undefined ? {} : { before: last.id }),
      }),
    );
    expect(rows).toStrictEqual(made.toReversed());
    await store().history.putSummaries([]);
  });

  it('are there once, as they were written last', async () => {
    const computerId = anId();
    const failed = aSummary({
      computerId,
      state: 'failed',
      exitCode: 3,
      reason: 'exitCodeNotAccepted',
      duration: 9,
    });
    await store().history.putSummaries([failed]);
    const { exitCode: _, reason: _reason, duration: _duration, ...rest } = failed;
    const succeeded: JobSummary = { ...rest, state: 'succeeded', startLatency: 4 };
    await store().history.putSummaries([succeeded]);
    expect(await store().history.ofComputer({ computerId, limit: 9 })).toStrictEqual([succeeded]);
  });

  it('are counted in the span in which they ended, its beginning included, its end not', async () => {
    const span = { from: after(100 * HOUR), to: after(101 * HOUR) };
    const inside = [
      aSummary({ endedAt: span.from, startLatency: 5, duration: 6 }),
      aSummary({ endedAt: new Date(span.to.getTime() - 1), state: 'expired' }),
    ];
    const outside = [
      aSummary({ endedAt: span.to }),
      aSummary({ endedAt: new Date(span.from.getTime() - 1) }),
    ];
    await store().history.putSummaries([...inside, ...outside]);
    expect(await endedIn(store().history, span)).toStrictEqual([
      { id: inside[0]?.id, state: 'succeeded', startLatency: 5, duration: 6 },
      { id: inside[1]?.id, state: 'expired' },
    ]);
  });
});

describeStore('hours', ({ store }) => {
  const hours = Array.from({ length: 5 }, (_, n) => ({ hour: after(n * HOUR), counts: { succeeded: n } }));

  it('are there once, as they were written last, and read in order', async () => {
    expect(await store().history.newestHour()).toBeUndefined();
    for (const one of hours.toReversed()) {
      await store().history.putHour({ ...one, duration: { p50: 1, p95: 2 }, counts: { failed: 9 } });
      await store().history.putHour(one);
    }
    expect(await store().history.hours({ from: after(HOUR), to: after(3 * HOUR) })).toStrictEqual(
      hours.slice(1, 3),
    );
    expect(await store().history.newestHour()).toEqual(after(4 * HOUR));
  });

  it('are removed with the summaries of their age, so many at a time', async () => {
    const [old, older, young] = [after(-1), after(-HOUR), after(2 * HOUR)].map((endedAt) =>
      aSummary({ endedAt }),
    );
    await store().history.putSummaries([old, older, young].filter((one) => one !== undefined));
    const moment = after(2 * HOUR);
    expect(await store().history.hasBefore(moment)).toBe(true);
    expect(await store().history.removeBefore(moment, 1)).toBe(2);
    // The older summary went first.
    expect((await endedIn(store().history, { from: after(-2 * HOUR), to: after(0) })).map(idOf)).toEqual([
      old?.id,
    ]);
    expect(await store().history.removeBefore(moment, 10)).toBe(2);
    expect(await store().history.removeBefore(moment, 10)).toBe(0);
    expect(await store().history.hasBefore(moment)).toBe(false);
    expect(await store().history.hours({ from: after(-HOUR), to: after(9 * HOUR) })).toStrictEqual(
      hours.slice(2),
    );
    expect(
      (await endedIn(store().history, { from: after(-2 * HOUR), to: after(9 * HOUR) })).map(idOf),
    ).toEqual([young?.id]);
  });
});

describeStore('jobs that ended', ({ store }) => {
  it('are met in the span in which their end was recorded, with their attempts', async () => {
    const times = { offeredAt: THEN, startedAt: THEN };
    const attempt = anAttempt({ ...times, exitCode: 0, detail: 'not asked for' });
    const inside = [
      aJob({ state: 'succeeded', endedAt: THEN, attempt }),
      aJob({ state: 'cancelled', endedAt: after(HOUR - 1) }),
    ];
    const outside = [aJob({ state: 'failed', endedAt: after(HOUR) }), aJob({ attempt })];
    await store().jobs.insertMany([...inside, ...outside]);
    const met: object[] = [];
    await store().jobs.eachEnded({ from: THEN, to: after(HOUR) }, (job) => met.push(job));
    expect(met).toHaveLength(2);
    expect(met).toContainEqual({ id: inside[0]?.id, state: 'succeeded', attempt: times });
    expect(met).toContainEqual({ id: inside[1]?.id, state: 'cancelled' });
  });

  it('are not among them any more after a retry', async () => {
    const job = aJob({ state: 'failed', endedAt: after(50 * HOUR) });
    await store().jobs.insertMany([job]);
    const { endedAt: _, ...rest } = job;
    await store().jobs.save({ ...rest, state: 'waiting' });
    let met = 0;
    await store().jobs.eachEnded({ from: after(50 * HOUR), to: after(51 * HOUR) }, () => (met += 1));
    expect(met).toBe(0);
  });

  it('are removed unless somebody has changed them meanwhile', async () => {
    const [stays, goes, unknown] = [aJob(), aJob(), aJob()];
    await store().jobs.insertMany([stays, goes]);
    await store().jobs.save(stays);
    expect(await store().jobs.removeMany([stays, goes, unknown])).toBe(1);
    expect(await store().jobs.get(goes.id)).toBeUndefined();
    expect(await store().jobs.get(stays.id)).toMatchObject({ revision: 2 });
    expect(await store().jobs.removeMany([])).toBe(0);
  });
});

describeStore('what is old', ({ store }) => {
  it('leaves the audit log, the oldest first', async () => {
    const ages = [3, 1, 2, 5].map((hours) => anAuditEntry({ at: after(-hours * HOUR) }));
    for (const entry of ages) await store().audit.insert(entry);
    expect(await store().audit.hasBefore(after(-2 * HOUR))).toBe(true);
    expect(await store().audit.removeBefore(after(-2 * HOUR), 1)).toBe(1);
    expect((await store().audit.list({ limit: 9 })).map(idOf)).not.toContain(ages[3]?.id);
    expect(await store().audit.removeBefore(after(-2 * HOUR), 9)).toBe(1);
    // The very moment is not before it.
    expect(await store().audit.hasBefore(after(-2 * HOUR))).toBe(false);
    expect((await store().audit.list({ limit: 9 })).map(idOf)).toEqual([ages[1]?.id, ages[2]?.id]);
  });

  it('leaves the sign-ins, those that have expired', async () => {
    const { id: userId } = await store().access.insertUser(aUser());
    // Far ahead of the clock, so that the database's own removal takes no part.
    const day = new Date(Date.now() + 24 * HOUR);
    const [gone, there] = [day, new Date(day.getTime() + 1)].map((expiresAt) =>
      aSession({ userId, expiresAt }),
    );
    for (const session of [gone, there])
      if (session !== undefined) await store().access.insertSession(session);
    expect(await store().access.hasExpiredSessions(new Date(day.getTime() - 1))).toBe(false);
    expect(await store().access.hasExpiredSessions(day)).toBe(true);
    expect(await store().access.removeExpiredSessions(day, 9)).toBe(1);
    expect(await store().access.removeExpiredSessions(day, 9)).toBe(0);
    expect(await store().access.getSession(gone?.id ?? '', new Date())).toBeUndefined();
    expect(await store().access.getSession(there?.id ?? '', day)).toStrictEqual(there);
  });
});
