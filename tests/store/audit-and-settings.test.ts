import { expect, it } from 'vitest';
import { fitsAuditFilter, type AuditFilter } from '#domain/audit-filter.ts';
import type { AuditEntry } from '#domain/entities.ts';
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

  it('[A7] gives what the rule says for every question, in the order of its dates', async () => {
    const later = (minutes: number) => new Date(THEN.getTime() + minutes * 60_000);
    const [one, other] = [anId(), anId()];
    const entries = Array.from({ length: 36 }, (_, place) =>
      anAuditEntry({
        // Three of each moment, not in the order in which they are written.
        at: later((place * 7) % 12),
        verb: ['user.create', 'user.changeRole', 'userData.read'][place % 3] ?? '',
        subject: { kind: 'user', id: place % 2 === 0 ? one : other, name: place % 5 === 0 ? 'Zoë.*' : 'max' },
        actor: { kind: 'user', name: place % 4 === 0 ? 'ada' : 'Ada' },
        ...(place % 3 === 0 ? { detail: `role ${place}` } : {}),
      }),
    );
    for (const entry of entries) await store().audit.insert(entry);
    const sorted = entries.toSorted(
      (left, right) => right.at.getTime() - left.at.getTime() || (right.id > left.id ? 1 : -1),
    );
    const filters: AuditFilter[] = [
      { from: THEN, to: later(12) },
      { from: later(3), to: later(9) },
      { from: later(3), to: later(3) },
      { from: later(1), verb: 'user.create' },
      { from: THEN, verbPrefix: 'user.', actorName: 'ada' },
      { from: THEN, subjectId: one, to: later(6) },
      { from: THEN, search: 'ZOË.*' },
      { from: THEN, search: 'ADA' },
      { from: THEN, search: 'role 1', subjectId: other },
      { from: THEN, search: 'nothing of the kind' },
    ];
    for (const filter of filters) {
      const found = await everyPage<AuditEntry>((last) =>
        store().audit.list({ limit: 4, ...filter, ...(last === undefined ? {} : { before: last }) }),
      );
      const ours = found.filter(({ id }) => entries.some((entry) => entry.id === id));
      expect(ours.map(idOf), JSON.stringify(filter)).toStrictEqual(
        sorted.filter((entry) => fitsAuditFilter(entry, filter)).map(idOf),
      );
    }
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
