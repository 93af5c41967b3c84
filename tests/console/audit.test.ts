import { describe, expect, test } from 'vitest';
import { AUDIT_VERBS } from '#protocol/audit.ts';
import type { AuditView } from '#protocol/views/administration.ts';
import { actorName, detailOf, sentenceOf, verbName, verbsByArea } from '#lib/audit/audit-words.ts';
import { questionIn } from '#lib/audit/audit-question.ts';
import { endOfDay, startOfDay } from '#lib/audit/day-bounds.ts';
import { LiveAudit } from '#lib/audit/live-audit.svelte.ts';
import { subjectAddress } from '#lib/audit/subject-address.ts';
import { parts } from '#lib/messages/text.ts';

const entry = (given: Partial<AuditView> & { id: string }): AuditView => ({
  at: '2026-11-23T12:00:00.000Z',
  actor: { kind: 'user', name: 'ada' },
  verb: 'user.create',
  subject: { kind: 'user', id: 'u', name: 'zoe' },
  ...given,
});

describe('what is written into the audit log', () => {
  test.each(AUDIT_VERBS)('%s is told in a sentence that names what it was done to', (verb) => {
    const said = parts(sentenceOf(verb), { tags: ['subject'], values: { name: 'NAME' } });
    const subject = said.find((piece) => typeof piece !== 'string');
    expect(subject).toMatchObject({ tag: 'subject', words: verb === 'settings.edit' ? 'settings' : 'NAME' });
    expect(verbName(verb)).not.toContain('audit.');
  });

  test('can be filtered by every verb, each in its area once', () => {
    const offered = verbsByArea().flatMap(({ area, verbs }) =>
      verbs.map(({ verb }) => {
        expect(verb.startsWith(`${area}.`)).toBe(true);
        return verb;
      }),
    );
    expect(offered.sort()).toEqual([...AUDIT_VERBS].sort());
  });

  test('of a refused agent says why in words, and of the hub that it was the hub', () => {
    const refused = entry({ id: '1', verb: 'agent.refused', detail: 'enrolmentTokenExpired' });
    expect(detailOf(refused)).toBe('This enrolment token has expired.');
    expect(detailOf(entry({ id: '1', detail: 'enrolmentTokenExpired' }))).toBe('enrolmentTokenExpired');
    expect(actorName(entry({ id: '1', actor: { kind: 'system', name: 'system' } }))).toContain('hub');
  });

  test('leads to what still exists, and nowhere else', () => {
    const at = (subject: AuditView['subject']) => subjectAddress({ subject });
    expect(at({ kind: 'computer', id: 'c', exists: true })).toBe('/computers/c');
    expect(at({ kind: 'computer', id: 'c' })).toBeUndefined();
    expect(at({ kind: 'package', id: 'p', exists: true, within: 'f' })).toBe('/packages/f/p');
    expect(at({ kind: 'job', id: 'j', exists: true, within: 'k' })).toBe('/containers/k');
    expect(at({ kind: 'packageGroup', id: 'g', exists: true })).toBe('/groups?of=packages&group=g');
    expect(at({ kind: 'agent', name: 'till' })).toBeUndefined();
    expect(at({ kind: 'settings' })).toBe('/settings');
  });
});

describe('what the address asks', () => {
  const asked = (search: string) => questionIn(new URLSearchParams(search));

  test('is read, and what cannot be read is not asked', () => {
    expect(asked('what=user.&who=ada&about=1&from=2026-11-01&to=2026-11-30&search=+x+')).toEqual({
      what: 'user.',
      who: 'ada',
      about: '1',
      from: '2026-11-01',
      to: '2026-11-30',
      search: 'x',
    });
    expect(asked('what=user.creat&from=yesterday&to=2026-13-40&who=&search=++')).toEqual({});
    expect(asked('what=user.create')).toEqual({ what: 'user.create' });
  });

  test.each([
    ['Europe/Berlin', '2026-11-23', '2026-11-22T23:00:00.000Z', '2026-11-23T23:00:00.000Z'],
    // The clocks go forward: a day of 23 hours; and back: one of 25.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['America/New_York', '2026-12-31', '2026-12-31T05:00:00.000Z', '2027-01-01T05:00:00.000Z'],
    ['Pacific/Auckland', '2026-01-01', '2025-12-31T11:00:00.000Z', '2026-01-01T11:00:00.000Z'],
    ['UTC', '2028-02-28', '2028-02-28T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ])('days are those of the zone: %s, %s', (zone, day, from, to) => {
    expect(startOfDay(day, zone).toISOString()).toBe(from);
    expect(endOfDay(day, zone).toISOString()).toBe(to);
  });
});

describe('while the log is looked at', () => {
  const given = (continued = false) => {
    let answer = { rows: [entry({ id: '2' }), entry({ id: '1' })], continued };
    const live = new LiveAudit({
      snapshot: answer,
      filter: () => ({ verbPrefix: 'user.' }),
      read: () => Promise.resolve(answer),
    });
    return {
      live,
      answers: (rows: AuditView[]) => (answer = { rows, continued }),
      hears: (...entries: AuditView[]) => live.apply(entries.map((one) => ({ kind: 'audit', entry: one }))),
    };
  };

  test('what fits is counted once and waits, the rows stay', () => {
    const { live, hears } = given();
    hears(entry({ id: '3' }), entry({ id: '4', verb: 'job.cancel' }));
    hears(entry({ id: '3' }), entry({ id: '2' }));
    expect(live.fresh).toBe(1);
    expect(live.shown.rows).toHaveLength(2);
    live.receive({ rows: [entry({ id: '3' })], continued: false });
    expect(live.fresh).toBe(0);
  });

  test('what was missed while the connection was lost is counted, too', async () => {
    const { live, answers, hears } = given();
    hears(entry({ id: '5' }));
    answers([entry({ id: '5' }), entry({ id: '4' }), entry({ id: '2' })]);
    live.refresh();
    await expect.poll(() => live.fresh).toBe(2);
    live.close();
  });

  test('further down nothing is new', () => {
    const { live, hears } = given(true);
    hears(entry({ id: '3' }));
    expect(live.fresh).toBe(0);
  });
});
