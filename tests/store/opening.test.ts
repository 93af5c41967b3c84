import { expect, it } from 'vitest';
import { openStore } from '#store/open-store.ts';
import { aComputer } from '#tests/support/builders.ts';
import { besideStore } from '#tests/support/store.ts';
import { describeStore } from './on-database.ts';

describeStore('opening', ({ store, opened }) => {
  it('marks a new database with the version of its documents', async () => {
    expect(await store().settings.get('schemaVersion')).toBe(1);
  });

  it('finds everything again, with two stores side by side in one process', async () => {
    const computer = aComputer();
    await store().computers.insert(computer);
    const second = await openStore(opened());
    try {
      expect(await second.computers.get(computer.id)).toStrictEqual({ ...computer, revision: 1 });
      expect(await second.ping()).toBe(true);
    } finally {
      await second.close();
    }
    expect(await store().ping()).toBe(true);
  });

  it('uses the database that the URI names', async () => {
    const uri = opened().uri.replace(/^(mongodb:\/\/[^/?]+)\/?/, `$1/${opened().databaseName}`);
    const second = await openStore({ uri });
    try {
      expect(await second.settings.get('schemaVersion')).toBe(1);
      await second.settings.set('seenBy', 'the second');
    } finally {
      await second.close();
    }
    expect(await store().settings.get('seenBy')).toBe('the second');
  });

  it('refuses a database that a newer hub has written, in words, and leaves its mark', async () => {
    await store().settings.set('schemaVersion', 2);
    try {
      await expect(openStore(opened())).rejects.toThrow(/newer version of Reveille \(schema 2/);
      expect(await store().settings.get('schemaVersion')).toBe(2);
    } finally {
      await store().settings.set('schemaVersion', 1);
    }
  });

  it('keeps an index that somebody else has made', async () => {
    await besideStore(opened(), (db) => db.collection('jobs').createIndex({ createdBy: 1 }));
    await (await openStore(opened())).close();
    const names = await besideStore(opened(), (db) => db.collection('jobs').indexes());
    expect(names.map(({ name }) => name)).toContain('createdBy_1');
  });

  it('after closing, every method refuses', async () => {
    const second = await openStore(opened());
    await second.close();
    expect(await second.ping()).toBe(false);
    await expect(second.computers.count()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(second.jobs.saveMany([])).resolves.toStrictEqual([]);
  });
});
