import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '#store/open-store.ts';
import { aComputer, anId, THEN } from '#tests/support/builders.ts';
import { besideStore, openTestStore, type TestStore } from '#tests/support/store.ts';

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.dispose());

const later = (minutes: number) => new Date(THEN.getTime() + minutes * 60_000);

it('a computer whose session ends is no longer connected, and was seen then', async () => {
  const { store } = database;
  const { id } = await store.computers.insert(aComputer());
  const hello = {
    lastSeenAt: THEN,
    lastAddress: '192.0.2.7',
    agentVersion: '1',
    bootId: 'boot',
    bootedAt: THEN,
    processId: 'process',
  };
  expect(await store.computers.connect(id, hello)).toMatchObject({ ...hello, connected: true, revision: 2 });
  await store.computers.disconnect(id, { lastSeenAt: later(5), leftAt: later(4) });
  const computer = await store.computers.get(id);
  expect(computer).toMatchObject({ lastSeenAt: later(5), leftAt: later(4), revision: 3 });
  expect(computer).not.toHaveProperty('connected');
  expect(await store.computers.connect(id, hello)).not.toHaveProperty('leftAt');
  await store.computers.disconnect(id, { lastSeenAt: later(6) });
  expect(await store.computers.get(id)).not.toHaveProperty('leftAt');
  expect(await store.computers.connect(anId(), hello)).toBeUndefined();
});

it('when a hub has died, those that were connected were seen last when it was up last, or later', async () => {
  const { store } = database;
  const insert = async (given: Parameters<typeof aComputer>[0]) =>
    (await store.computers.insert(aComputer(given))).id;
  const early = await insert({ lastSeenAt: later(1), connected: true });
  const late = await insert({ lastSeenAt: later(9), connected: true });
  const away = await insert({ lastSeenAt: later(2) });
  await store.computers.disconnectAll(later(5));
  const seen = async (id: string) => (await store.computers.get(id))?.lastSeenAt;
  expect([await seen(early), await seen(late), await seen(away)]).toEqual([later(5), later(9), later(2)]);
  for (const id of [early, late]) expect(await store.computers.get(id)).not.toHaveProperty('connected');
  await store.computers.disconnectAll(later(20));
  expect(await seen(early)).toEqual(later(5));
});

it('a store that another has prepared is opened as it is', async () => {
  const { uri } = database;
  const databaseName = `${database.databaseName}_untouched`;
  const store = await openStore({ uri, databaseName, prepared: true });
  expect(await store.computers.count()).toBe(0);
  await store.close();
  const made = await besideStore({ uri, databaseName }, (db) => db.listCollections().toArray());
  expect(made).toEqual([]);
});
