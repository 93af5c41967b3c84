import { expect, it } from 'vitest';
import { aJob, anAttempt, anExecutingJob, anId, THEN } from '#tests/support/builders.ts';
import { besideStore } from '#tests/support/store.ts';
import { describeStore, idOf } from './on-database.ts';

describeStore('jobs: compare-and-set', ({ store, opened }) => {
  it('comes back as it was inserted, every field', async () => {
    const plain = aJob();
    const full = anExecutingJob({
      content: { sha256: 'a'.repeat(64), bytes: 12 },
      attempt: anAttempt({
        number: 3,
        acceptedAt: THEN,
        startedAt: THEN,
        firstOutputAt: THEN,
        finishedAt: THEN,
        recordedAt: THEN,
        exitCode: 7,
        reason: 'exitCodeNotAccepted',
        detail: 'seven',
        output: { lastSequence: 9, bytes: 90, omitted: { from: 3, to: 5 } },
      }),
      lastAttemptNumber: 3,
      cancelRequested: { at: THEN, by: 'admin' },
      owed: ['recordInstallation', 'settleContainer'],
      successCodes: [],
    });
    await store().jobs.insertMany([plain, full]);
    expect(await store().jobs.get(plain.id)).toStrictEqual(plain);
    expect(await store().jobs.get(full.id)).toStrictEqual(full);
  });

  it('inserts more jobs than one batch holds', async () => {
    const containerId = anId();
    const many = Array.from({ length: 1_201 }, (_, place) => aJob({ containerId, sequence: place + 1 }));
    await store().jobs.insertMany(many);
    expect(await store().jobs.countByState(containerId)).toStrictEqual({ waiting: 1_201 });
  });

  it('saves once for one revision: of 20 writers at once exactly one wins', async () => {
    const job = aJob();
    await store().jobs.insertMany([job]);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => store().jobs.save({ ...job, createdBy: `writer ${writer}` })),
    );
    const winners = outcomes.filter((outcome) => outcome !== undefined);
    expect(winners).toHaveLength(1);
    expect(winners[0]?.revision).toBe(2);
    expect(await store().jobs.get(job.id)).toStrictEqual(winners[0]);
  });

  it('refuses a stale revision and changes nothing', async () => {
    const job = aJob();
    await store().jobs.insertMany([job]);
    const saved = await store().jobs.save({ ...job, state: 'pushed', attempt: anAttempt() });
    expect(await store().jobs.save({ ...job, state: 'cancelled' })).toBeUndefined();
    expect(await store().jobs.get(job.id)).toStrictEqual(saved);
  });

  it('answers undefined for a job that is gone, and makes none', async () => {
    const job = aJob();
    expect(await store().jobs.save(job)).toBeUndefined();
    expect(await store().jobs.saveMany([job])).toStrictEqual([]);
    expect(await store().jobs.get(job.id)).toBeUndefined();
  });

  it('takes away what a job no longer has, and stores no null for it', async () => {
    const job = anExecutingJob({ cancelRequested: { at: THEN, by: 'admin' }, owed: ['settleContainer'] });
    await store().jobs.insertMany([job]);
    const { attempt: _, cancelRequested: __, ...rest } = job;
    const withdrawn = await store().jobs.save({ ...rest, state: 'waiting', owed: [] });
    const read = await store().jobs.get(job.id);
    expect(read).toStrictEqual(withdrawn);
    expect(read).not.toHaveProperty('attempt');
    const stored = await besideStore(opened(), (db) => db.collection('jobs').find().toArray());
    expect(stored.flatMap((document) => Object.values(document))).not.toContain(null);
  });

  it('saveMany tells which of them won', async () => {
    const all = Array.from({ length: 30 }, () => aJob());
    await store().jobs.insertMany(all);
    const overtaken = all.filter((_, place) => place % 3 === 0);
    for (const job of overtaken) await store().jobs.save({ ...job, priority: 50 });
    const won = await store().jobs.saveMany(all.map((job) => ({ ...job, state: 'pushed' as const })));
    const expected = all.filter((job) => !overtaken.includes(job));
    expect(won.map(idOf)).toStrictEqual(expected.map(idOf));
    expect(await store().jobs.getMany(expected.map(idOf))).toHaveLength(20);
    for (const job of won) expect(await store().jobs.get(job.id)).toStrictEqual(job);
    for (const job of overtaken) expect((await store().jobs.get(job.id))?.state).toBe('waiting');
  });

  it('saveMany against saveMany and save: every job is won by exactly one', async () => {
    const all = Array.from({ length: 40 }, () => aJob());
    await store().jobs.insertMany(all);
    const slices = Array.from({ length: 4 }, (_, writer) =>
      store().jobs.saveMany(all.map((job) => ({ ...job, createdBy: `slice ${writer}` }))),
    );
    const singles = all.map((job) => store().jobs.save({ ...job, createdBy: 'single' }));
    const won = [
      ...(await Promise.all(slices)).flat(),
      ...(await Promise.all(singles)).filter((job) => job !== undefined),
    ];
    expect(won.map(idOf).toSorted()).toStrictEqual(all.map(idOf).toSorted());
    for (const job of won) expect(await store().jobs.get(job.id)).toStrictEqual(job);
  });

  it('saveMany refuses a job that is named twice', async () => {
    const job = aJob();
    await store().jobs.insertMany([job]);
    await expect(store().jobs.saveMany([job, job])).rejects.toThrow('twice');
    expect((await store().jobs.get(job.id))?.revision).toBe(1);
    expect(await store().jobs.saveMany([])).toStrictEqual([]);
  });
});

describeStore('jobs: owed effects', ({ store }) => {
  it('owes effects until they are cleared, without a new revision', async () => {
    const one = aJob({ owed: ['recordInstallation', 'settleContainer'] });
    const other = aJob({ owed: ['settleContainer'] });
    await store().jobs.insertMany([one, other, aJob()]);
    const owing = async () => (await store().jobs.owing(100)).map(idOf).toSorted();
    expect(await owing()).toStrictEqual([one.id, other.id].toSorted());
    expect(await store().jobs.owing(1)).toHaveLength(1);

    await store().jobs.clearOwed([one.id, other.id], ['settleContainer']);
    expect((await store().jobs.get(one.id))?.owed).toStrictEqual(['recordInstallation']);
    expect(await owing()).toStrictEqual([one.id]);

    await store().jobs.clearOwed([one.id], ['recordInstallation']);
    expect(await owing()).toStrictEqual([]);
    expect(await store().jobs.get(one.id)).toStrictEqual({ ...one, owed: [] });
    await store().jobs.clearOwed([], ['settleContainer']);
  });
});

describeStore('jobs: the narrow write of output', ({ store }) => {
  const output = { lastSequence: 4, bytes: 40 };

  it('sets the extent and the first output, once, and nothing else', async () => {
    const job = anExecutingJob();
    await store().jobs.insertMany([job]);
    const later = new Date(THEN.getTime() + 5_000);
    const first = await store().jobs.setOutput({ id: job.id, attempt: 1, output, firstOutputAt: THEN });
    expect(first).toStrictEqual({
      ...job,
      attempt: { ...job.attempt, output, firstOutputAt: THEN },
      revision: 2,
    });
    const more = { lastSequence: 9, bytes: 90, omitted: { from: 2, to: 3 } };
    const second = await store().jobs.setOutput({
      id: job.id,
      attempt: 1,
      output: more,
      firstOutputAt: later,
    });
    expect(second?.attempt).toStrictEqual({ ...job.attempt, output: more, firstOutputAt: THEN });
    expect(second?.revision).toBe(3);
  });

  it('answers undefined for an attempt that is no longer the current one', async () => {
    const job = anExecutingJob({ attempt: anAttempt({ number: 2 }), lastAttemptNumber: 2 });
    const waiting = aJob();
    await store().jobs.insertMany([job, waiting]);
    for (const { id } of [job, waiting]) {
      const change = { id, attempt: 1, output, firstOutputAt: THEN };
      expect(await store().jobs.setOutput(change)).toBeUndefined();
    }
    expect(await store().jobs.get(job.id)).toStrictEqual(job);
  });

  it('makes a save from before it fail: the extent is not overwritten', async () => {
    const job = anExecutingJob();
    await store().jobs.insertMany([job]);
    await store().jobs.setOutput({ id: job.id, attempt: 1, output });
    expect(await store().jobs.save({ ...job, state: 'succeeded' })).toBeUndefined();
    expect((await store().jobs.get(job.id))?.attempt?.output).toStrictEqual(output);
  });
});
