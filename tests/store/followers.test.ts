import { expect, it } from 'vitest';
import { besideStore } from '#tests/support/store.ts';
import { aJob, anId } from '#tests/support/builders.ts';
import { describeStore, idOf } from './on-database.ts';

describeStore('jobs: what follows a job', ({ store, opened }) => {
  it('is found behind it, in order: waiting, of its own container and computer', async () => {
    const place = { containerId: anId(), computerId: anId() };
    const ended = aJob({ ...place, sequence: 3, state: 'failed' });
    const behind = [7, 4, 5].map((sequence) => aJob({ ...place, sequence, dependsOn: [3] }));
    const others = [
      aJob({ ...place, sequence: 2 }),
      aJob({ ...place, sequence: 6, state: 'cancelled' }),
      aJob({ ...place, sequence: 8, containerId: anId() }),
      aJob({ ...place, sequence: 9, computerId: anId() }),
    ];
    await store().jobs.insertMany([ended, ...behind, ...others]);
    const found = await store().jobs.waitingBehind(ended);
    expect(found.map(({ sequence }) => sequence)).toStrictEqual([4, 5, 7]);
    expect(found.map(idOf).toSorted()).toStrictEqual(behind.map(idOf).toSorted());
    expect(found[0]?.dependsOn).toStrictEqual([3]);
  });

  it('is owed until it is done', async () => {
    const owing = aJob({ state: 'failed', owed: ['abortFollowers', 'settleContainer'] });
    await store().jobs.insertMany([owing, aJob({ state: 'failed', owed: ['settleContainer'] })]);
    expect(await store().jobs.computersOwing('abortFollowers')).toStrictEqual(new Set([owing.computerId]));
    await store().jobs.clearOwed([owing.id], ['abortFollowers']);
    expect(await store().jobs.computersOwing('abortFollowers')).toStrictEqual(new Set());
    expect((await store().jobs.get(owing.id))?.owed).toStrictEqual(['settleContainer']);
  });

  it('why it ended is kept, and taken away again', async () => {
    const ended = { reason: 'previousJobFailed', detail: 'it was needed' } as const;
    const job = aJob({ state: 'aborted', ended });
    await store().jobs.insertMany([job]);
    expect(await store().jobs.get(job.id)).toStrictEqual(job);
    const { ended: _, ...again } = job;
    await store().jobs.save({ ...again, state: 'waiting' });
    expect(await store().jobs.get(job.id)).toStrictEqual({ ...again, state: 'waiting', revision: 2 });
  });

  it('of an older hub is nothing: its jobs need no other', async () => {
    const old = aJob({ reasons: [] });
    await store().jobs.insertMany([old]);
    const later = { upgradeBehaviour: '', postAction: '', reasons: '', dependsOn: '', hasFollowers: '' };
    await besideStore(opened(), (db) => db.collection('jobs').updateMany({}, { $unset: later }));
    expect(await store().jobs.get(old.id)).toStrictEqual(old);
  });
});
