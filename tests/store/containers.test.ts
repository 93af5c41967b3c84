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

  it('have just become due after one moment and not after another', async () => {
    const starts = [10, 20, 30, 40].map((seconds) => aContainer({ startAt: after(seconds) }));
    for (const container of starts.toReversed()) await store().containers.insert(container);
    const found = await store().containers.startingBetween(after(10), after(30));
    expect(found.map(idOf)).toStrictEqual([starts[1]?.id, starts[2]?.id]);
    expect(await store().containers.startingBetween(after(40), after(90))).toStrictEqual([]);
  });
});
