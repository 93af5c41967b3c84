import { describe, expect, test } from 'vitest';
import { isFiltered, listAddress } from '#lib/containers/list-address.ts';
import { beginOf, spanOf } from '#lib/containers/period.ts';
import { whyPassedOver } from '#lib/containers/deeds.ts';
import { BulkWork, type Outcome } from '#lib/lists/bulk-work.svelte.ts';
import { cellText } from '#lib/server/csv.ts';

const asked = (query: string) => listAddress(new URL(`http://hub/containers?${query}`));

describe('the address of the list of job containers', () => {
  test('says what is searched, filtered and sorted, and which page it is', () => {
    expect(asked('search=+fire+&state=failed,running,nonsense&by=ada&sort=-startAt&from=200')).toMatchObject({
      search: 'fire',
      states: ['running', 'failed'],
      createdBy: 'ada',
      sort: { field: 'startAt', descending: true },
      from: 200,
    });
    expect(isFiltered(asked('by=ada'))).toBe(true);
    expect(isFiltered(asked('sort=name&from=100'))).toBe(false);
  });

  test('what cannot be read is as if it were not there', () => {
    expect(asked('state=&sort=size&from=-3&since=2026-13-01&until=tomorrow&period=year')).toEqual(asked(''));
  });
});

describe('a span of start dates', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  const zone = 'Europe/Berlin';
  const nothing = { period: undefined, since: undefined, until: undefined };
  const iso = (span: ReturnType<typeof spanOf>) => [
    span.startFrom?.toISOString(),
    span.startBefore?.toISOString(),
  ];

  test('of days is whole days of the viewer, both included', () => {
    const days = { ...nothing, since: '2026-11-29', until: '2026-11-30' };
    expect(iso(spanOf(days, { now, zone }))).toEqual([
      '2026-11-28T23:00:00.000Z',
      '2026-11-30T23:00:00.000Z',
    ]);
    expect(iso(spanOf(days, { now, zone: 'UTC' }))[0]).toBe('2026-11-29T00:00:00.000Z');
    expect(iso(spanOf({ ...nothing, since: '2026-11-29' }, { now, zone }))[1]).toBeUndefined();
    // The day on which the clocks are put forward, and one whose midnight they skip.
    expect(new Date(beginOf('2026-03-29', zone)).toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(new Date(beginOf('2026-03-30', zone)).toISOString()).toBe('2026-03-29T22:00:00.000Z');
  });

  test('by name ends now, or begins now', () => {
    expect(iso(spanOf({ ...nothing, period: 'day' }, { now, zone }))).toEqual([
      '2026-11-29T12:00:00.000Z',
      '2026-11-30T12:00:00.000Z',
    ]);
    expect(iso(spanOf({ ...nothing, period: 'ahead' }, { now, zone }))).toEqual([
      '2026-11-30T12:00:00.000Z',
      undefined,
    ]);
  });
});

test('a deed on many containers passes over those that it does not concern, and says why', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  const pending = { paused: false, jobs: 2, counts: { waiting: 1, failed: 1 }, endAt: undefined };
  const why = (deed: Parameters<typeof whyPassedOver>[0], given: object = {}) =>
    whyPassedOver(deed, { ...pending, ...given } as Parameters<typeof whyPassedOver>[1], now);
  expect([why('pause'), why('retry'), why('cancel')]).toEqual([undefined, undefined, undefined]);
  expect(why('resume')).toBe('it is not paused');
  expect(why('pause', { paused: true })).toBe('it is paused already');
  expect(why('cancel', { counts: { succeeded: 2 } })).toBe('nothing of it is pending');
  expect(why('retry', { counts: { succeeded: 2 } })).toBe('no job of it has failed');
  expect(why('retry', { endAt: '2026-11-30T11:00:00.000Z' })).toMatch('The end date has passed');
});

describe('work on many', () => {
  const items = Array.from({ length: 9 }, (_, place) => ({ name: `item ${place}` }));

  test('tells what was done, what was passed over and what failed, whatever one of them throws', async () => {
    const work = new BulkWork();
    await work.run(items, {
      title: 'a deed',
      one: ({ name }): Promise<Outcome> => {
        if (name.endsWith('3')) return Promise.reject(new Error('broken'));
        if (name.endsWith('4')) return Promise.resolve({ state: 'passedOver', why: 'done already' });
        return Promise.resolve({ state: 'done' });
      },
    });
    expect([work.isRunning, work.ended, work.done]).toEqual([false, 9, 7]);
    expect(work.failed).toEqual([{ name: 'item 3', why: 'broken' }]);
    expect(work.passedOver).toEqual([{ name: 'item 4', why: 'done already' }]);
  });

  test('does so many at once, each once, and begins nothing more when it is stopped', async () => {
    const work = new BulkWork();
    const begun: string[] = [];
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const running = work.run(items, {
      title: 'a deed',
      atOnce: 3,
      one: async ({ name }) => {
        begun.push(name);
        await gate;
        return { state: 'done' };
      },
    });
    expect(begun).toEqual(['item 0', 'item 1', 'item 2']);
    work.stop();
    letGo();
    await running;
    expect([begun.length, work.ended, work.total]).toEqual([3, 3, 9]);
  });
});

test('a cell of a CSV file is quoted where it must be, and is never a formula', () => {
  expect(cellText('plain')).toBe('plain');
  expect(cellText('a "b", c')).toBe('"a ""b"", c"');
  expect(cellText('two\nlines')).toBe('"two\nlines"');
  expect(cellText('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
  expect(cellText('@sum')).toBe("'@sum");
  expect([cellText(-5), cellText('-5'), cellText(undefined)]).toEqual(['-5', '-5', '']);
});
