import { expect, it } from 'vitest';
import type { Wake } from '#domain/entities.ts';
import { anId, aWake, THEN } from '#tests/support/builders.ts';
import { besideStore } from '#tests/support/store.ts';
import { describeStore, idOf } from './on-database.ts';

const after = (seconds: number) => new Date(THEN.getTime() + seconds * 1_000);
const inContainer = (containerId: string, given: Partial<Wake> = {}) => aWake({ containerId, ...given });
/** One by hand, as old as the database's own clock allows: it forgets what is older. */
const byHand = (given: Partial<Wake> = {}): Wake => {
  const { containerId: _, containerName: __, ...wake } = aWake({ startedAt: new Date(), ...given });
  return wake;
};

describeStore('wakes', ({ store, opened }) => {
  const insert = async (...wakes: Wake[]) => {
    await store().wakes.insertMany(wakes);
    return wakes;
  };

  it('come back as inserted, by hand and for a container', async () => {
    const packet = { route: 'peer', mac: '00:1a:2b:3c:4d:5e', via: 'PC-12', to: '10.1.4.255' } as const;
    const wakes = await insert(
      byHand({ bursts: [{ at: THEN, packets: [packet, { ...packet, problem: 'asleep' }] }] }),
      inContainer(anId(), { state: 'awake', awakeAt: after(47), wokenByUs: true, shutdown: 'pending' }),
    );
    for (const wake of wakes) expect(await store().wakes.get(wake.id)).toStrictEqual(wake);
    expect((await store().wakes.getMany(wakes.map(idOf))).length).toBe(2);
    expect(await store().wakes.get(anId())).toBeUndefined();
  });

  it('are saved by whoever knows the newest revision; what is gone is taken away', async () => {
    const [wake = aWake()] = await insert(aWake({ detail: 'x' }));
    const { nextAt: _, detail: __, ...rest } = wake;
    const over: Wake = { ...rest, state: 'awake', awakeAt: after(47) };
    const saved = await store().wakes.save(over);
    expect(saved).toStrictEqual({ ...over, revision: 2 });
    expect(await store().wakes.get(wake.id)).toStrictEqual(saved);
    expect(await store().wakes.save(wake)).toBeUndefined();
  });

  it('that go on are read again after a start, page by page, without their packets', async () => {
    const container = anId();
    const going = await insert(
      ...Array.from({ length: 5 }, () => inContainer(container, { bursts: [{ at: THEN, packets: [] }] })),
    );
    await insert(inContainer(container, { state: 'noAnswer' }));
    const found: string[] = [];
    for (let last: string | undefined; ;) {
      const page = await store().wakes.waking({ limit: 2, ...(last === undefined ? {} : { after: last }) });
      last = page.at(-1)?.id;
      if (last === undefined) break;
      found.push(...page.filter((wake) => wake.containerId === container).map(idOf));
    }
    expect(found).toStrictEqual(going.map(idOf));
  });

  it('that are overdue by their next burst, or by the end of their window', async () => {
    const { nextAt: _, ...silent } = aWake({ windowEndsAt: after(-1000) });
    const [late, ended, early, over] = await insert(
      aWake({ nextAt: after(-500) }),
      silent,
      aWake({ nextAt: after(-100) }),
      aWake({ nextAt: after(-500), state: 'stopped' }),
    );
    const found = await store().wakes.overdue({ before: after(-200), limit: 10 });
    expect(found.toSorted()).toStrictEqual([late?.id, ended?.id].toSorted());
    expect(found).not.toContain(early?.id);
    expect(found).not.toContain(over?.id);
    expect(await store().wakes.overdue({ before: after(-200), limit: 1 })).toHaveLength(1);
  });

  it('of a computer: the newest first, bounded, also of one container alone', async () => {
    const [computerId, containerId] = [anId(), anId()];
    const wakes = await insert(
      ...Array.from({ length: 6 }, (_, n) =>
        n % 2 === 0 ? byHand({ computerId }) : inContainer(containerId, { computerId }),
      ),
      aWake(),
    );
    const all = wakes.slice(0, 6).map(idOf).toReversed();
    expect((await store().wakes.ofComputer({ computerId, limit: 4 })).map(idOf)).toStrictEqual(
      all.slice(0, 4),
    );
    const ofContainer = await store().wakes.ofComputer({ computerId, containerId, limit: 50 });
    expect(ofContainer.map(idOf)).toStrictEqual([1, 3, 5].map((n) => wakes[n]?.id).toReversed());
  });

  it('of a container on some computers, and none once it is removed', async () => {
    const containerId = anId();
    const [one, other] = await insert(
      inContainer(containerId),
      inContainer(containerId),
      inContainer(anId()),
    );
    const found = await store().wakes.ofContainer(containerId, [one?.computerId ?? '', anId()]);
    expect(found).toStrictEqual([
      { id: one?.id, computerId: one?.computerId, state: 'waking', startedAt: THEN },
    ]);
    const left = () => store().wakes.getMany([one?.id ?? '', other?.id ?? '']);
    expect(await store().wakes.removeOfContainer(containerId, 1)).toBe(1);
    expect(await left()).toHaveLength(1);
    expect(await store().wakes.removeOfContainer(containerId, 5)).toBe(1);
    expect(await store().wakes.removeOfContainer(containerId, 5)).toBe(0);
    expect(await left()).toStrictEqual([]);
  });

  it('[W9] are shut down afterwards only when woken by us and asked for, also when that is asked later', async () => {
    const containerId = anId();
    const awake = { state: 'awake', wokenByUs: true } as const;
    const [woken, going, cameByItself, elsewhere] = await insert(
      inContainer(containerId, awake),
      inContainer(containerId),
      inContainer(containerId, { state: 'awake' }),
      inContainer(anId(), awake),
    );
    const pending = async () =>
      (await store().wakes.pendingShutdowns({ limit: 100 })).map(idOf).filter((id) => id === woken?.id);
    expect(await pending()).toStrictEqual([]);
    await store().wakes.askShutdown(containerId);
    expect(await pending()).toStrictEqual([woken?.id]);
    const shutdowns = await Promise.all(
      [woken, going, cameByItself, elsewhere].map(async (wake) => {
        return (await store().wakes.get(wake?.id ?? ''))?.shutdown;
      }),
    );
    expect(shutdowns).toStrictEqual(['pending', 'pending', 'notAsked', 'notAsked']);
    const ofComputers = async (...computerIds: string[]) =>
      (await store().wakes.pendingShutdowns({ computerIds, limit: 100 })).map(idOf);
    expect(await ofComputers(woken?.computerId ?? '', going?.computerId ?? '')).toStrictEqual([woken?.id]);
    expect(await ofComputers(anId())).toStrictEqual([]);
    const of = await store().wakes.pendingShutdowns({ containerId, limit: 100 });
    expect(of.map(idOf)).toStrictEqual([woken?.id]);
    expect(await store().wakes.pendingShutdowns({ containerId: anId(), limit: 100 })).toStrictEqual([]);
  });

  it('by hand are forgotten by the database itself, those of a container with it', async () => {
    const startedAt = new Date();
    const [alone, ofContainer] = await insert(byHand({ startedAt }), inContainer(anId()));
    const raw = await besideStore(opened(), async (db) => {
      const documents = await db.collection('wakes').find({}).toArray();
      const forgetAt = (id: string | undefined) =>
        documents.find(({ _id }) => _id.toHexString() === id)?.['forgetAt'] as unknown;
      return [forgetAt(alone?.id), forgetAt(ofContainer?.id)];
    });
    expect(raw).toStrictEqual([new Date(startedAt.getTime() + 90 * 24 * 3_600_000), undefined]);
  });
});
