import { expect, it } from 'vitest';
import type { Job } from '#domain/job.ts';
import { ACTIVE_STATES, JobState, PENDING_STATES } from '#protocol/job.ts';
import { aJob, anAttempt, anExecutingJob, anId, THEN } from '#tests/support/builders.ts';
import { describeStore, everyPage, idOf } from './on-database.ts';

const after = (minutes: number) => new Date(THEN.getTime() + minutes * 60_000);
const sorted = (jobs: { id: string }[]) => jobs.map(idOf).toSorted();

describeStore('jobs: what a computer has to do', ({ store }) => {
  it('queues pending jobs that are due, and active ones whatever their date', async () => {
    const [computerId, otherId, unasked] = [anId(), anId(), anId()];
    const states = JobState.options.map((state) => aJob({ computerId, state }));
    const later = PENDING_STATES.map((state) => aJob({ computerId: otherId, state, dueAt: after(1) }));
    await store().jobs.insertMany([...states, ...later, aJob({ computerId: unasked })]);

    const due = states.filter(({ state }) => PENDING_STATES.some((pending) => pending === state));
    const activeLater = later.filter(({ state }) => state !== 'waiting');
    const queue = await store().jobs.queueOf([computerId, otherId], THEN);
    expect(sorted(queue)).toStrictEqual(sorted([...due, ...activeLater]));
    expect(sorted(await store().jobs.queueOf([otherId], after(1)))).toStrictEqual(sorted(later));
    expect(await store().jobs.queueOf([], THEN)).toStrictEqual([]);

    const place = queue.find(({ id }) => id === due[0]?.id);
    const { id, containerId, sequence, state, priority, containerCreatedAt, dueAt, revision } =
      due[0] ?? aJob();
    const { containerName, packageName, packageVersion } = due[0] ?? aJob();
    expect(place).toStrictEqual({
      id,
      containerId,
      computerId,
      sequence,
      state,
      priority,
      containerCreatedAt,
      dueAt,
      containerName,
      packageName,
      packageVersion,
      revision,
    });

    const active = states.filter(({ state }) => ACTIVE_STATES.some((one) => one === state));
    expect(sorted(await store().jobs.activeOf(computerId))).toStrictEqual(sorted(active));
    expect(sorted(await store().jobs.activeOfMany([computerId, otherId]))).toStrictEqual(
      sorted([...active, ...activeLater]),
    );
  });

  it('says what is active on each computer, and how much waits and has failed', async () => {
    const [busy, idle, unasked] = [anId(), anId(), anId()];
    const executing = anExecutingJob({ computerId: busy });
    const failed = aJob({ computerId: busy, state: 'failed' });
    await store().jobs.insertMany([
      executing,
      failed,
      aJob({ computerId: busy }),
      aJob({ computerId: busy }),
      aJob({ computerId: busy, state: 'succeeded' }),
      aJob({ computerId: idle, state: 'cancelled' }),
      aJob({ computerId: unasked }),
    ]);
    const { id, containerId, action, packageName, packageVersion, state } = executing;
    const active = { id, containerId, action, packageName, packageVersion, state };
    expect(await store().jobs.activityOf([busy, idle])).toStrictEqual(
      new Map([[busy, { active, counts: { waiting: 2, executing: 1, failed: 1 } }]]),
    );
    expect(await store().jobs.activityOf([])).toStrictEqual(new Map());
  });

  it('names each computer with due jobs once, page by page', async () => {
    const computers = Array.from({ length: 7 }, () => anId());
    const due = computers.flatMap((computerId) => [aJob({ computerId }), aJob({ computerId })]);
    const undue = [aJob({ dueAt: after(1) }), anExecutingJob(), aJob({ state: 'cancelled' })];
    // More than one step of the search reads, all on one computer.
    const crowded = Array.from({ length: 1_100 }, () => aJob({ computerId: computers[2] ?? anId() }));
    await store().jobs.insertMany([...due, ...undue, ...crowded]);

    // An earlier case has left computers with due jobs as well: they are read along, and are no repeat.
    const found = await everyPage<string>((last) =>
      store().jobs.computersWithDueJobs({
        dueUntil: THEN,
        limit: 2,
        ...(last === undefined ? {} : { after: last }),
      }),
    );
    expect(found).toStrictEqual([...new Set(found)].toSorted());
    expect(found.filter((id) => computers.includes(id))).toStrictEqual(computers);
    expect(undue.some(({ computerId }) => found.includes(computerId))).toBe(false);
    const whole = await store().jobs.computersWithDueJobs({ dueUntil: THEN, limit: 500 });
    expect(whole).toStrictEqual(found);
  });
});

describeStore('jobs: what they have copied from their container', ({ store }) => {
  it('changes in those that are pending, a name in all of them', async () => {
    const containerId = anId();
    const endAt = after(60);
    const waiting = aJob({ containerId, endAt: after(10), abortsRest: true });
    const ended = aJob({ containerId, state: 'failed', endAt: after(10) });
    const other = aJob({ endAt: after(10) });
    await store().jobs.insertMany([waiting, ended, other]);
    await store().jobs.changeOfContainer(containerId, {
      priority: 7,
      dueAt: after(5),
      endAt,
      abortsRest: false,
    });
    const { abortsRest: _, ...rest } = waiting;
    const changed = { ...rest, priority: 7, dueAt: after(5), endAt, revision: 2 };
    expect(await store().jobs.get(waiting.id)).toStrictEqual(changed);
    expect(await store().jobs.get(ended.id)).toStrictEqual(ended);
    expect(await store().jobs.get(other.id)).toStrictEqual(other);

    await store().jobs.changeOfContainer(containerId, {
      containerName: 'renamed',
      endAt: null,
      abortsRest: true,
    });
    const { endAt: __, ...endless } = changed;
    const renamed = { ...endless, containerName: 'renamed', abortsRest: true };
    expect(await store().jobs.get(waiting.id)).toStrictEqual({ ...renamed, revision: 4 });
    expect(await store().jobs.get(ended.id)).toMatchObject({ containerName: 'renamed', endAt: after(10) });
    await store().jobs.changeOfContainer(containerId, {});
    expect(await store().jobs.get(waiting.id)).toMatchObject({ revision: 4 });
  });

  it('is saved with a job and taken away again', async () => {
    const job = aJob({
      endAt: after(1),
      retriedAt: after(2),
      earlierAttempts: [{ ...anAttempt({ exitCode: 3 }), state: 'failed' }],
      withdrawRequested: { at: after(3), to: 'expired' },
    });
    await store().jobs.insertMany([job]);
    expect(await store().jobs.get(job.id)).toStrictEqual(job);
    const { endAt: _, retriedAt: __, earlierAttempts: ___, withdrawRequested: ____, ...bare } = job;
    expect(await store().jobs.save(bare)).toStrictEqual({ ...bare, revision: 2 });
    expect(await store().jobs.get(job.id)).toStrictEqual({ ...bare, revision: 2 });
    const again: Job = { ...job, revision: 2 };
    expect(await store().jobs.saveMany([again])).toStrictEqual([{ ...again, revision: 3 }]);
  });
});

describeStore('jobs: lists', ({ store }) => {
  it('of those that failed in a container, by sequence, with what says why and nothing more', async () => {
    const containerId = anId();
    const attempt = anAttempt({
      exitCode: 3,
      reason: 'exitCodeNotAccepted',
      detail: 'a note',
      acceptedAt: THEN,
      output: { lastSequence: 4, bytes: 40 },
    });
    const failed = aJob({ containerId, sequence: 2, state: 'failed', attempt, lastAttemptNumber: 1 });
    const aborted = aJob({
      containerId,
      sequence: 1,
      state: 'aborted',
      ended: { reason: 'previousJobFailed' },
    });
    const others = [aJob({ containerId, sequence: 3, state: 'succeeded' }), aJob({ state: 'failed' })];
    await store().jobs.insertMany([failed, aborted, ...others]);
    const find = (after: number, limit: number) =>
      store().jobs.failedOf({ containerId, states: ['failed', 'aborted'], after, limit });
    const { id, sequence, computerId, computerName, packageId, packageName, packageVersion } = failed;
    const { offeredAt: _, acceptedAt: __, ...ended } = attempt;
    expect(await find(1, 9)).toStrictEqual([
      {
        ...{ id, sequence, computerId, computerName, packageId, packageName, packageVersion },
        ...{ action: 'install', state: 'failed', attempt: ended },
      },
    ]);
    expect((await find(0, 1)).map(({ ended: why }) => why)).toStrictEqual([{ reason: 'previousJobFailed' }]);
    expect(await find(2, 9)).toStrictEqual([]);
  });

  it('of a container by sequence, and counted by state', async () => {
    const containerId = anId();
    const state = (place: number): JobState =>
      place % 3 === 0 ? 'succeeded' : place % 3 === 1 ? 'failed' : 'waiting';
    const jobs = Array.from({ length: 23 }, (_, place) =>
      aJob({ containerId, sequence: place + 1, state: state(place) }),
    );
    await store().jobs.insertMany([...jobs.toReversed(), aJob({ sequence: 5 })]);
    const read = (states?: JobState[]) =>
      everyPage<Job>((last) =>
        store().jobs.ofContainer({
          containerId,
          limit: 5,
          ...(last === undefined ? {} : { after: last.sequence }),
          ...(states === undefined ? {} : { states }),
        }),
      );
    expect(await read()).toStrictEqual(jobs);
    expect(await read(['failed', 'waiting'])).toStrictEqual(jobs.filter((job) => job.state !== 'succeeded'));
    expect(await read([])).toStrictEqual([]);
    expect(await store().jobs.countByState(containerId)).toStrictEqual({
      succeeded: 8,
      failed: 8,
      waiting: 7,
    });
    expect(await store().jobs.countByState(anId())).toStrictEqual({});
  });

  it('of a computer, of a package, and of all: newest first', async () => {
    const [computerId, packageId] = [anId(), anId()];
    const mine = Array.from({ length: 9 }, () => aJob({ computerId, packageId, state: 'succeeded' }));
    const others = Array.from({ length: 4 }, () => aJob({ state: 'failed' }));
    await store().jobs.insertMany([...others, ...mine]);
    const newestFirst = mine.toReversed();
    const from = (last: Job | undefined) => ({
      limit: 4,
      ...(last === undefined ? {} : { before: last.id }),
    });
    const { jobs } = store();
    expect(await everyPage<Job>((last) => jobs.ofComputer({ computerId, ...from(last) }))).toStrictEqual(
      newestFirst,
    );
    expect(await everyPage<Job>((last) => jobs.ofPackage({ packageId, ...from(last) }))).toStrictEqual(
      newestFirst,
    );
    expect(
      await everyPage<Job>((last) => jobs.list({ states: ['succeeded', 'expired'], ...from(last) })).then(
        (rows) => rows.filter((job) => job.computerId === computerId),
      ),
    ).toStrictEqual(newestFirst);
    const all = await everyPage<Job>((last) => jobs.list(from(last)));
    expect(all.map(idOf)).toStrictEqual(sorted(all).toReversed());
    expect(all.map(idOf)).toEqual(expect.arrayContaining([...mine, ...others].map(idOf)));
  });

  it('knows whether a package has jobs that wait or run', async () => {
    for (const state of JobState.options) {
      const job = aJob({ state });
      await store().jobs.insertMany([job]);
      const pending = PENDING_STATES.some((one) => one === state);
      expect(await store().jobs.hasPendingOfPackage(job.packageId), state).toBe(pending);
    }
    expect(await store().jobs.hasPendingOfPackage(anId())).toBe(false);
  });

  it('finds many by id, and none for an id that is none', async () => {
    const two = [aJob(), aJob()];
    await store().jobs.insertMany(two);
    expect(sorted(await store().jobs.getMany([...two.map(idOf), anId()]))).toStrictEqual(sorted(two));
    expect(await store().jobs.get(anId())).toBeUndefined();
    await expect(store().jobs.get('no id')).rejects.toMatchObject({ code: 'notFound' });
  });
});
