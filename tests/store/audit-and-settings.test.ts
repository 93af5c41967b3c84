import { expect, it } from 'vitest';
import type { AuditEntry } from '#domain/entities.ts';
import { anAuditEntry, anId } from '#tests/support/builders.ts';
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
    const read = (filter: { verbPrefix?: string; subjectId?: string }) =>
      everyPage<AuditEntry>((last) =>
        store().audit.list({ limit: 3, ...filter, ...(last === undefined ? {} : { before: last.id }) }),
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
