import { expect, it } from 'vitest';
import type { AuditEntry } from '#domain/entities.ts';
import type { AuditFilter } from '#store/contract/aggregates.ts';
import { anAuditEntry, anId, THEN } from '#tests/support/builders.ts';
import { describeStore, everyPage, idOf } from './on-database.ts';

describeStore('the audit log', ({ store }) => {
  it('is read newest first: all of it, one kind of verb, or what concerns one subject', async () => {
    const subjectId = anId();
    const verbs = ['job.cancel', 'job.create', 'jobs.create', 'computer.notes', 'JOB.cancel'];
    const entries = Array.from({ length: 20 }, (_, place) =>
      anAuditEntry({
        verb: verbs[place % verbs.length] ?? '',
        subject: place % 2 === 0 ? { kind: 'computer', id: subjectId } : { kind: 'settings' },
        ...(place % 3 === 0 ? { detail: `detail ${place}` } : {}),
        actor: { kind: 'system', name: 'the hub' },
      }),
    );
    for (const entry of entries) await store().audit.insert(entry);
    const read = (filter: AuditFilter) =>
      everyPage<AuditEntry>((last) =>
        store().audit.list({ limit: 3, ...filter, ...(last === undefined ? {} : { before: last }) }),
      );
    const newest = entries.toReversed();
    expect(await read({})).toStrictEqual(newest);
    expect(await read({ verbPrefix: 'job.' })).toStrictEqual(
      newest.filter(({ verb }) => verb === 'job.cancel' || verb === 'job.create'),
    );
    expect((await read({ verbPrefix: 'job' })).map(idOf)).toStrictEqual(
      newest.filter(({ verb }) => verb.startsWith('job')).map(idOf),
    );
    expect((await read({ verbPrefix: 'job.', subjectId })).map(idOf)).toStrictEqual(
      newest.filter(({ verb, subject }) => verb.startsWith('job.') && subject.id === subjectId).map(idOf),
    );
    expect(await read({ verbPrefix: 'ob.' })).toStrictEqual([]);
  });

  it('is read between two moments, the later of which is not included', async () => {
    const actorName = 'who was there';
    const at = (minutes: number) => new Date(THEN.getTime() + minutes * 60_000);
    // Several at the same moment, and written in another order than they happened in.
    const entries = [5, 1, 3, 3, 3, 4, 2].map((minutes) =>
      anAuditEntry({ at: at(minutes), actor: { kind: 'user', name: actorName } }),
    );
    for (const entry of entries) await store().audit.insert(entry);
    const read = async (filter: AuditFilter) => {
      const rows = await everyPage<AuditEntry>((last) =>
        store().audit.list({
          limit: 2,
          actorName,
          ...filter,
          ...(last === undefined ? {} : { before: last }),
        }),
      );
      expect(new Set(rows.map(idOf)).size).toBe(rows.length);
      return rows.map((row) => (row.at.getTime() - THEN.getTime()) / 60_000);
    };
    expect(await read({})).toStrictEqual([5, 4, 3, 3, 3, 2, 1]);
    expect(await read({ from: at(2), to: at(5) })).toStrictEqual([4, 3, 3, 3, 2]);
    expect(await read({ from: at(3) })).toStrictEqual([5, 4, 3, 3, 3]);
    expect(await read({ to: at(3) })).toStrictEqual([2, 1]);
    expect(await read({ from: at(3), to: at(3) })).toStrictEqual([]);
  });
});

describeStore('settings', ({ store }) => {
  it('hold any value by their key', async () => {
    expect(await store().settings.get('wakeWindow')).toBeUndefined();
    for (const value of [5, 'five', false, { a: [1, { b: 2 }] }, [], {}]) {
      await store().settings.set('wakeWindow', value);
      expect(await store().settings.get('wakeWindow')).toStrictEqual(value);
    }
  });
});

describeStore('ids', ({ store }) => {
  it('are greater one after the other, 100,000 times', () => {
    let last = '';
    for (let made = 0; made < 100_000; made += 1) {
      const id = store().newId();
      if (!(id > last && id.length === 24)) throw new Error(`${id} does not follow ${last}`);
      last = id;
    }
    expect(last).toMatch(/^[0-9a-f]{24}$/);
  });
});
