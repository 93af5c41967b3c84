import { expect, it } from 'vitest';
import type { JobContainer } from '#domain/entities.ts';
import { JobState, PENDING_STATES } from '#protocol/job.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
import { describeStore, everyPage, idOf } from './on-database.ts';

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

  it('are listed newest first, page by page', async () => {
    const made = Array.from({ length: 9 }, () => aContainer());
    for (const container of made) await store().containers.insert(container);
    const rows = await everyPage<JobContainer>((last) =>
      store().containers.list({ limit: 4, ...(last === undefined ? {} : { before: last.id }) }),
    );
    expect(rows.slice(0, 9).map(idOf)).toStrictEqual(made.map(idOf).toReversed());
    expect(new Set(rows.map(idOf)).size).toBe(rows.length);
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
