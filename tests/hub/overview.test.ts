import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '#store/contract/store.ts';
import { aComputer, aContainer } from '#tests/support/builders.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const HOUR = 3_600_000;
const at = (hours: number) => new Date(NOON.getTime() + hours * HOUR);

let clock: DrivenClock;
let hub: TestHub;
let store: Store;
beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  ({ store } = hub.context);
});
afterEach(() => hub.dispose());

const overview = () => hub.hub.queries.overview(ADMIN);
const names = (some: { rows: { name: string }[] }) => some.rows.map(({ name }) => name);

describe('the overview', () => {
  it('tells what runs, what starts next, what is paused and what failed within a day', async () => {
    const pending = { counts: { waiting: 1 }, jobs: 1 };
    await store.containers.insert(aContainer({ name: 'runs', startAt: at(-1), ...pending }));
    await store.containers.insert(aContainer({ name: 'tomorrow', startAt: at(24), ...pending }));
    await store.containers.insert(aContainer({ name: 'tonight', startAt: at(8), ...pending }));
    await store.containers.insert(aContainer({ name: 'held', startAt: at(-1), paused: true, ...pending }));
    await givenSettled(store, { at: at(-2), jobs: [{ state: 'failed' }], container: { name: 'went wrong' } });
    await givenSettled(store, { at: at(-30), jobs: [{ state: 'failed' }], container: { name: 'long ago' } });
    await givenSettled(store, { at: at(-2), jobs: [{}], container: { name: 'went well' } });

    const told = await overview();
    expect(names(told.running)).toEqual(['runs']);
    expect(names(told.next)).toEqual(['tonight', 'tomorrow']);
    expect(names(told.paused)).toEqual(['held']);
    expect(names(told.failed)).toEqual(['went wrong']);
  });

  it('names one that runs among the failed as soon as a job of it has failed', async () => {
    await store.containers.insert(
      aContainer({ name: 'runs', startAt: at(-1), jobs: 2, counts: { waiting: 1, failed: 1 } }),
    );
    const told = await overview();
    expect(names(told.running)).toEqual(['runs']);
    expect(names(told.failed)).toEqual(['runs']);
  });

  it('counts more than it lists', async () => {
    for (let one = 0; one < 9; one += 1) {
      await store.containers.insert(aContainer({ startAt: at(one + 1), jobs: 1, counts: { waiting: 1 } }));
    }
    const { next } = await overview();
    expect(next.total).toBe(9);
    expect(next.rows).toHaveLength(6);
  });

  it('[S1] knows of nobody whether it is offline in the first minutes, and then does', async () => {
    await store.computers.insert(aComputer());
    expect((await overview()).computers).toMatchObject({ total: 1, online: 0, unknown: 1 });
    await clock.advance(HOUR);
    expect((await overview()).computers).toMatchObject({ total: 1, online: 0, unknown: 0 });
  });
});

describe('the search over everything', () => {
  const search = (text: string) => hub.hub.queries.search(ADMIN, text);

  it('finds by a part of the name, in any case, best fits first', async () => {
    await store.computers.insert(aComputer({ name: 'LAB-RECEPTION' }));
    await store.computers.insert(aComputer({ name: 'reception-1' }));
    await store.containers.insert(aContainer({ name: 'Patch the reception' }));
    expect((await search('recep')).map(({ kind, name }) => [kind, name])).toEqual([
      ['computer', 'reception-1'],
      ['computer', 'LAB-RECEPTION'],
      ['container', 'Patch the reception'],
    ]);
  });

  it('finds nothing by nothing', async () => {
    await store.computers.insert(aComputer());
    expect(await search('  ')).toEqual([]);
  });
});
