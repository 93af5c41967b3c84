import { expect, it } from 'vitest';
import type { TimelineBound } from '#domain/timeline/pages.ts';
import { aJob, anAttempt, anEvent, anId, aSummary, THEN } from '#tests/support/builders.ts';
import { describeStore, idOf } from './on-database.ts';

const after = (milliseconds: number) => new Date(THEN.getTime() + milliseconds);
const HOUR = 3_600_000;
const newest: TimelineBound = { at: after(1_000 * HOUR), ofMoment: 'all' };
const online = { what: 'online', after: 'boot', address: '192.0.2.1', agentVersion: '1' } as const;

describeStore("a computer's timeline", ({ store }) => {
  it('is read from a bound on backwards, those of one moment by their id', async () => {
    const computerId = anId();
    const [first, second, third, last] = [0, 5, 5, 9].map((at) => anEvent({ computerId, at: after(at) }));
    if (first === undefined || second === undefined || third === undefined || last === undefined) return;
    await store().timeline.insertMany([last, second, first, third, anEvent()]);
    const read = async (bound: TimelineBound, limit = 10) =>
      (await store().timeline.ofComputer({ computerId, bound, limit })).map(idOf);
    expect(await read(newest)).toStrictEqual([last, third, second, first].map(idOf));
    expect(await read(newest, 2)).toStrictEqual([last, third].map(idOf));
    expect(await read({ at: after(5), ofMoment: 'all' })).toStrictEqual([third, second, first].map(idOf));
    expect(await read({ at: after(5), ofMoment: 'nothing' })).toStrictEqual([first.id]);
    expect(await read({ at: after(5), ofMoment: { before: third.id } })).toStrictEqual([second.id, first.id]);
    expect(await read({ at: after(5), ofMoment: { before: third.id } }, 1)).toStrictEqual([second.id]);
    expect(await store().timeline.ofComputer({ computerId, bound: newest, limit: 1 })).toStrictEqual([last]);
  });

  it('is read by kind', async () => {
    const computerId = anId();
    const [notes, came] = [anEvent({ computerId }), anEvent({ computerId, fact: online })];
    await store().timeline.insertMany([notes, came]);
    const read = async (kinds: ('connection' | 'change' | 'power')[]) =>
      (await store().timeline.ofComputer({ computerId, bound: newest, limit: 10, kinds })).map(idOf);
    expect(await read(['connection'])).toStrictEqual([came.id]);
    expect(await read(['connection', 'change'])).toHaveLength(2);
    expect(await read(['power'])).toStrictEqual([]);
  });

  it('takes an event once, however often it is written', async () => {
    const events = [anEvent(), anEvent()];
    await store().timeline.insertMany(events.slice(0, 1));
    await store().timeline.insertMany(events);
    for (const { id, computerId } of events) {
      const found = await store().timeline.ofComputer({ computerId, bound: newest, limit: 9 });
      expect(found.map(idOf)).toStrictEqual([id]);
    }
    await store().timeline.insertMany([]);
  });

  it('[Z7] keeps the newest, of all or of one kind', async () => {
    const computerId = anId();
    const came = Array.from({ length: 6 }, (_, at) => anEvent({ computerId, at: after(at), fact: online }));
    const others = Array.from({ length: 6 }, (_, at) => anEvent({ computerId, at: after(at) }));
    await store().timeline.insertMany([...came, ...others]);
    expect(await store().timeline.trim(computerId, { keep: 2, kind: 'connection' })).toBe(4);
    expect(await store().timeline.trim(computerId, { keep: 3 })).toBe(5);
    const left = await store().timeline.ofComputer({ computerId, bound: newest, limit: 20 });
    expect(new Set(left.map(idOf))).toStrictEqual(
      new Set([came[5], others[5], ...[others[4], came[4]].sort(byId).slice(-1)].map((one) => one?.id)),
    );
    expect(await store().timeline.trim(computerId, { keep: 3 })).toBe(0);
  });

  it('[H6] loses what is old, the oldest first and so many at a time', async () => {
    const computerId = anId();
    const events = [3, 1, 2].map((hours) => anEvent({ computerId, at: after(-hours * HOUR) }));
    await store().timeline.insertMany(events);
    expect(await store().timeline.hasBefore(after(-HOUR))).toBe(true);
    expect(await store().timeline.removeBefore(after(-HOUR), 1)).toBe(1);
    const left = await store().timeline.ofComputer({ computerId, bound: newest, limit: 9 });
    expect(left.map(idOf)).toStrictEqual([events[1]?.id, events[2]?.id]);
    expect(await store().timeline.removeBefore(after(-HOUR), 9)).toBe(1);
    expect(await store().timeline.hasBefore(after(-HOUR))).toBe(false);
  });

  it('goes with its computer', async () => {
    const [gone, stays] = [anEvent(), anEvent()];
    await store().timeline.insertMany([gone, stays]);
    await store().timeline.removeOfComputer(gone.computerId);
    const read = ({ computerId }: typeof gone) =>
      store().timeline.ofComputer({ computerId, bound: newest, limit: 9 });
    expect(await read(gone)).toStrictEqual([]);
    expect(await read(stays)).toStrictEqual([stays]);
  });
});

const byId = (one?: { id: string }, other?: { id: string }) => ((one?.id ?? '') < (other?.id ?? '') ? -1 : 1);

describeStore('jobs by their end', ({ store }) => {
  it('of one computer, with what their line needs and nothing of their procedure', async () => {
    const computerId = anId();
    const attempt = anAttempt({ startedAt: after(1), finishedAt: after(4), exitCode: 0 });
    const ended = [4, 2, 9].map((at) =>
      aJob({ computerId, state: 'succeeded', endedAt: after(at), attempt }),
    );
    await store().jobs.insertMany([...ended, aJob({ computerId }), aJob({ endedAt: after(3) })]);
    const lines = await store().jobs.endedOfComputer({ computerId, bound: newest, limit: 10 });
    expect(lines.map(idOf)).toStrictEqual([ended[2]?.id, ended[0]?.id, ended[1]?.id]);
    expect(lines[0]).toMatchObject({
      computerId,
      endedAt: after(9),
      attempt,
      createdBy: 'admin',
      revision: 1,
    });
    expect(lines[0]).not.toHaveProperty('procedure');
    const bound = { at: after(4), ofMoment: { before: ended[0]?.id ?? '' } };
    const behind = await store().jobs.endedOfComputer({ computerId, bound, limit: 10 });
    expect(behind.map(idOf)).toStrictEqual([ended[1]?.id]);
  });

  it('[U6] of one package, the attempts of the newest that succeeded', async () => {
    const packageId = anId();
    const took = (seconds: number, given: Parameters<typeof aJob>[0] = {}) =>
      aJob({
        packageId,
        state: 'succeeded',
        endedAt: after(seconds),
        attempt: anAttempt({ startedAt: THEN, finishedAt: after(seconds) }),
        ...given,
      });
    await store().jobs.insertMany([
      took(1),
      took(2),
      took(3, { state: 'failed' }),
      took(4, { action: 'uninstall' }),
      took(5),
      took(6, { packageId: anId() }),
      aJob({ packageId }),
    ]);
    const ends = async (limit: number) =>
      (await store().jobs.succeeded({ packageId, action: 'install', limit })).map((one) => one.finishedAt);
    expect(await ends(10)).toStrictEqual([5, 2, 1].map(after));
    expect(await ends(4)).toStrictEqual([5, 2].map(after));
  });
});

describeStore('lines of purged jobs by their end', ({ store }) => {
  it('of one computer, and of one package', async () => {
    const [computerId, packageId] = [anId(), anId()];
    const lines = [3, 1, 2].map((at) =>
      aSummary({ computerId, packageId, attempt: 1, endedAt: after(at), duration: at }),
    );
    const failed = aSummary({ packageId, state: 'failed', endedAt: after(9), duration: 9 });
    await store().history.putSummaries([...lines, failed, aSummary({ endedAt: after(5) })]);
    const page = { computerId, bound: newest, limit: 2 };
    expect(await store().history.linesOfComputer(page)).toStrictEqual([lines[0], lines[2]]);
    const query = { packageId, action: 'install', limit: 3 } as const;
    expect(await store().history.durations(query)).toStrictEqual([3, 2]);
    expect(await store().history.durations({ ...query, action: 'uninstall' })).toStrictEqual([]);
  });
});
