import { expect, it } from 'vitest';
import type { ContainerFacts } from '#domain/container-list.ts';
import { JobState, PENDING_STATES } from '#protocol/job.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
import { describeStore, idOf } from './on-database.ts';

const after = (seconds: number) => new Date(THEN.getTime() + seconds * 1_000);

describeStore('job containers', ({ store }) => {
  it('come back as inserted, also without any counts', async () => {
    const container = aContainer({ notes: 'a note', priority: -100, paused: true, forceReinstall: true });
    const empty = aContainer({ counts: {} });
    expect(await store().containers.insert(container)).toStrictEqual({ ...container, revision: 1 });
    await store().containers.insert(empty);
    expect(await store().containers.get(container.id)).toStrictEqual({ ...container, revision: 1 });
    expect(await store().containers.get(empty.id)).toStrictEqual({ ...empty, revision: 1 });
    expect(await store().containers.get(anId())).toBeUndefined();
  });

  it('are told each once with what lists know of them, and not those that are being purged', async () => {
    const { notes: _, ...shown } = aContainer({ notes: 'not in lists', counts: { failed: 2 }, paused: true });
    const purged = aContainer();
    for (const container of [{ ...shown, notes: 'not in lists' }, purged])
      await store().containers.insert(container);
    await store().containers.beginPurge({ id: purged.id, revision: 1 });
    const told: ContainerFacts[] = [];
    await store().containers.eachFacts((facts) => told.push(facts));
    const { id, name, startAt, priority, paused, jobs, counts, createdAt, createdBy } = shown;
    expect(told.filter((one) => one.id === id)).toStrictEqual([
      { id, name, startAt, priority, paused, jobs, counts, createdAt, createdBy, revision: 1 },
    ]);
    expect(told.map(idOf)).not.toContain(purged.id);
    expect(new Set(told.map(idOf)).size).toBe(told.length);
  });

  it('take counts with a new revision', async () => {
    const container = aContainer();
    await store().containers.insert(container);
    const counts = { succeeded: 3, failed: 1 };
    const changed = await store().containers.setCounts(container.id, counts);
    expect(changed).toStrictEqual({ ...container, counts, revision: 2 });
    expect(await store().containers.get(container.id)).toStrictEqual(changed);
    expect((await store().containers.setCounts(container.id, {}))?.counts).toStrictEqual({});
    expect(await store().containers.setCounts(anId(), counts)).toBeUndefined();
  });

  it('are unsettled as long as the counts name a pending job', async () => {
    for (const state of JobState.options) {
      const pending = PENDING_STATES.some((one) => one === state);
      const container = aContainer({ counts: { [state]: 1 } });
      await store().containers.insert(container);
      expect((await store().containers.unsettled()).includes(container.id), state).toBe(pending);
      await store().containers.setCounts(container.id, { succeeded: 1, waiting: 0 });
      expect(await store().containers.unsettled()).not.toContain(container.id);
      await store().containers.setCounts(container.id, { [state]: 2 });
      expect((await store().containers.unsettled()).includes(container.id), state).toBe(pending);
    }
  });

  it('are read whole as long as they are unsettled, and by their ids', async () => {
    const pending = aContainer({ endAt: after(50), timeFrames: '6:00-7:00' });
    const done = aContainer({ counts: { succeeded: 1 } });
    for (const container of [pending, done]) await store().containers.insert(container);
    const unsettled = await store().containers.unsettledContainers();
    expect(unsettled.find(({ id }) => id === pending.id)).toStrictEqual({ ...pending, revision: 1 });
    expect(unsettled.map(idOf)).not.toContain(done.id);
    const found = await store().containers.getMany([pending.id, done.id, anId()]);
    expect(found.map(idOf).toSorted()).toStrictEqual([pending.id, done.id].toSorted());
  });

  it('change what is named and nothing else; an end date can be taken away', async () => {
    const container = aContainer({ endAt: after(50) });
    await store().containers.insert(container);
    const paused = await store().containers.change(container.id, { paused: true, priority: 3 });
    expect(paused).toStrictEqual({ ...container, paused: true, priority: 3, revision: 2 });
    const { endAt: _, ...endless } = container;
    const changed = await store().containers.change(container.id, { endAt: null });
    expect(changed).toStrictEqual({ ...endless, paused: true, priority: 3, revision: 3 });
    expect(await store().containers.change(anId(), { paused: true })).toBeUndefined();
  });
});
