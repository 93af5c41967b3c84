import { expect, it } from 'vitest';
import type { JobContainer, SettledState } from '#domain/entities.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
import { describeStore } from './on-database.ts';

const after = (seconds: number) => new Date(THEN.getTime() + seconds * 1_000);

describeStore('job containers that are settled', ({ store }) => {
  const settled = async (settledAs: SettledState, settledAt: Date): Promise<JobContainer> =>
    store().containers.insert(aContainer({ counts: { [settledAs]: 1 }, settledAs, settledAt }));

  it('are found by how they went and how long ago, the oldest first', async () => {
    const [young, old] = [await settled('succeeded', after(10)), await settled('succeeded', after(5))];
    await settled('failed', after(1));
    await settled('succeeded', after(11));
    const found = (limit: number) =>
      store().containers.settledBefore({ state: 'succeeded', until: after(10), limit });
    expect(await found(9)).toEqual([old.id, young.id]);
    expect(await found(1)).toEqual([old.id]);
  });

  it('lose that with counts of something pending, and get it with others', async () => {
    const { id } = await settled('failed', after(100));
    const pending = await store().containers.setCounts(id, { waiting: 1 });
    expect(pending).not.toHaveProperty('settledAt');
    expect(pending).not.toHaveProperty('settledAs');
    const again = { settledAt: after(200), settledAs: 'succeeded' } as const;
    expect(await store().containers.setCounts(id, { succeeded: 1 }, again)).toMatchObject(again);
  });

  it('lose that when they are reopened, and are unsettled from then on', async () => {
    const container = await settled('failed', after(300));
    const reopened = await store().containers.reopen(container.id);
    const { settledAt: _at, settledAs: _as, ...rest } = container;
    expect(reopened).toStrictEqual({ ...rest, revision: 2 });
    expect(await store().containers.unsettled()).toContain(container.id);
    expect(await store().containers.reopen(anId())).toBeUndefined();
  });

  it('without a date are found, those alone', async () => {
    await settled('succeeded', after(400));
    const pending = await store().containers.insert(aContainer());
    const dateless = await store().containers.insert(aContainer({ counts: { succeeded: 1 } }));
    const found = await store().containers.withoutSettlement(100);
    expect(found).toContain(dateless.id);
    expect(found).not.toContain(pending.id);
    await store().containers.setCounts(
      dateless.id,
      { succeeded: 1 },
      { settledAt: THEN, settledAs: 'succeeded' },
    );
    expect(await store().containers.withoutSettlement(100)).toEqual([]);
  });
});

describeStore('a job container that is being purged', ({ store }) => {
  const given = () =>
    store().containers.insert(
      aContainer({ counts: { succeeded: 1 }, settledAs: 'succeeded', settledAt: THEN }),
    );

  it('is gone for everyone but its removal', async () => {
    const container = await given();
    const { id } = container;
    expect(await store().containers.beginPurge(container)).toBe(true);
    expect(await store().containers.get(id)).toBeUndefined();
    expect(await store().containers.getMany([id])).toEqual([]);
    const told: string[] = [];
    await store().containers.eachFacts((facts) => told.push(facts.id));
    expect(told).not.toContain(id);
    expect(await store().containers.change(id, { paused: true })).toBeUndefined();
    expect(await store().containers.setCounts(id, { waiting: 1 })).toBeUndefined();
    expect(await store().containers.reopen(id)).toBeUndefined();
    const until = after(1);
    expect(await store().containers.settledBefore({ state: 'succeeded', until, limit: 9 })).not.toContain(id);
    expect(await store().containers.purging(9)).toContain(id);
    expect(await store().containers.getEvenPurging(id)).toStrictEqual({
      ...container,
      purging: true,
      revision: 2,
    });
    await store().containers.remove(id);
    expect(await store().containers.getEvenPurging(id)).toBeUndefined();
    expect(await store().containers.purging(9)).not.toContain(id);
  });

  it('is claimed once of 20 times, and never after somebody has changed it', async () => {
    const container = await given();
    const claims = await Promise.all(
      Array.from({ length: 20 }, () => store().containers.beginPurge(container)),
    );
    expect(claims.filter((won) => won)).toHaveLength(1);
    const retried = await given();
    await store().containers.reopen(retried.id);
    expect(await store().containers.beginPurge(retried)).toBe(false);
    expect(await store().containers.get(retried.id)).toBeDefined();
  });

  it('is not removed before its removal has begun', async () => {
    const container = await given();
    await store().containers.remove(container.id);
    expect(await store().containers.get(container.id)).toBeDefined();
  });
});
