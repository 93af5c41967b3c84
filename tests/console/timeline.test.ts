import { describe, expect, test } from 'vitest';
import type { Change } from '#protocol/change.ts';
import type { TimelineEntry, TimelineFact } from '#protocol/views/timeline.ts';
import { dayName, dayKey } from '#lib/format/day.ts';
import { entryWords } from '#lib/timeline/entry-words.ts';
import { byDay, kindsIn, toggledKinds } from '#lib/timeline/kinds.ts';
import { LiveTimeline, type TimelinePage } from '#lib/timeline/live-timeline.svelte.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const COMPUTER = 'c'.repeat(24);
const NOTES: TimelineFact = { what: 'notes', by: 'sam' };
const entry = (seconds: number, given: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id: `e${seconds}`,
  at: at(seconds),
  kind: 'change',
  fact: NOTES,
  revision: 0,
  ...given,
});
const told = (one: TimelineEntry): Change => ({ kind: 'timeline', computerId: COMPUTER, entry: one });
const idsOf = (live: LiveTimeline) => live.entries.map(({ id }) => id);

/** A timeline whose pages a test hands out. */
function given(first: TimelinePage, pages: TimelinePage[] = [], kinds: TimelineEntry['kind'][] = []) {
  const asked: (string | undefined)[] = [];
  const live = new LiveTimeline(first, {
    computerId: COMPUTER,
    kinds,
    read: (cursor) => {
      asked.push(cursor);
      const page = pages.shift();
      return page === undefined ? Promise.reject(new Error('away')) : Promise.resolve(page);
    },
  });
  return { live, asked };
}

describe('a timeline that is looked at', () => {
  test('takes what is new, each once, in its place', () => {
    const { live } = given({ rows: [entry(5), entry(1)] });
    live.apply([told(entry(9)), told(entry(3)), told(entry(9))]);
    expect(idsOf(live)).toEqual(['e9', 'e5', 'e3', 'e1']);
    live.apply([{ ...told(entry(10)), computerId: 'd'.repeat(24) } as Change]);
    expect(live.entries).toHaveLength(4);
  });

  test('moves a job to where it ends', () => {
    const { live } = given({ rows: [entry(5), entry(1, { id: 'job:1', revision: 3 })] });
    live.apply([told(entry(9, { id: 'job:1', revision: 4 }))]);
    expect(idsOf(live)).toEqual(['job:1', 'e5']);
    live.apply([told(entry(1, { id: 'job:1', revision: 3 }))]);
    expect(idsOf(live)).toEqual(['job:1', 'e5']);
  });

  test('only counts what is new while somebody reads further down, and then shows it', () => {
    const { live } = given({ rows: [entry(5), entry(1, { id: 'job:1' })] });
    live.hold(true);
    live.apply([told(entry(9)), told(entry(8, { id: 'job:1', revision: 1 })), told(entry(9))]);
    expect([live.held, idsOf(live)]).toEqual([2, ['e5', 'job:1']]);
    live.hold(false);
    expect([live.held, idsOf(live)]).toEqual([0, ['e9', 'job:1', 'e5']]);
  });

  test('takes only the kinds that are shown', () => {
    const { live } = given({ rows: [] }, [], ['job']);
    live.apply([told(entry(1)), told(entry(2, { kind: 'job' }))]);
    expect(idsOf(live)).toEqual(['e2']);
  });

  test('reads further pages until there are none, and says when one could not be read', async () => {
    const { live, asked } = given({ rows: [entry(5)], next: 'a' }, [
      { rows: [entry(5), entry(4)], next: 'b' },
    ]);
    await live.more();
    expect([idsOf(live), live.next, live.status]).toEqual([['e5', 'e4'], 'b', 'ready']);
    await live.more();
    expect([live.status, live.next]).toEqual(['failed', 'b']);
    expect(asked).toEqual(['a', 'b']);
    const end = given({ rows: [entry(5)] });
    await end.live.more();
    expect(end.asked).toEqual([]);
  });

  test('asked afresh it keeps what was read beyond, unless something may lie between', () => {
    const { live } = given({ rows: [entry(5), entry(4)], next: 'a' });
    live.snapshot({ rows: [entry(6), entry(5)], next: 'x' });
    expect([idsOf(live), live.next]).toEqual([['e6', 'e5', 'e4'], 'a']);
    live.snapshot({ rows: [entry(20), entry(19)], next: 'y' });
    expect([idsOf(live), live.next]).toEqual([['e20', 'e19'], 'y']);
  });

  test('knows that the output of a purged job is gone', () => {
    const containerId = 'a'.repeat(24);
    const fact: TimelineFact = {
      what: 'job',
      jobId: 'b'.repeat(24),
      containerId,
      containerName: 'Night',
      action: 'install',
      packageName: 'Firefox',
      packageVersion: '128.0',
      state: 'succeeded',
      by: 'anna',
    };
    const { live } = given({ rows: [entry(1, { fact, kind: 'job' })] });
    live.apply([{ kind: 'containerRemoved', containerId }]);
    expect(live.entries[0]?.fact).not.toHaveProperty('containerId');
  });
});

describe('the words of a line', () => {
  test.each<[TimelineFact, string, string[]]>([
    [
      { what: 'online', after: 'sleep', address: '10.0.0.7', agentVersion: '1.1', awayMilliseconds: 60_000 },
      'Online again after sleep',
      ['from 10.0.0.7', 'away for 1 min'],
    ],
    [
      { what: 'offline', because: 'silence', onlineMilliseconds: 3_600_000 },
      'Offline: nothing was heard of it any more',
      ['was online for 1 h'],
    ],
    [
      {
        what: 'job',
        jobId: 'b'.repeat(24),
        containerId: 'a'.repeat(24),
        containerName: 'Night',
        action: 'install',
        packageName: 'Firefox',
        packageVersion: '128.0',
        state: 'failed',
        attempt: 2,
        exitCode: 1603,
        reason: 'exitCodeNotAccepted',
        durationMilliseconds: 90_000,
        by: 'anna',
      },
      'Install Firefox 128.0: failed',
      [
        'exit code 1603 does not count as success',
        'took 1 min 30 s',
        'attempt 2',
        'in Night',
        'ordered by anna',
      ],
    ],
    [
      {
        what: 'powerOrdered',
        action: 'restart',
        reasons: [{ kind: 'hand', by: 'sam', text: 'Now.' }],
        timeoutMinutes: 20,
        required: false,
      },
      'sam ordered a restart',
      ['“Now.”', 'users have 20 minutes'],
    ],
    [
      { what: 'powerEnded', action: 'shutdown', how: 'calledOff', by: 'sam' },
      'sam called the shutdown off',
      [],
    ],
    [
      {
        what: 'wakeEnded',
        wakeId: 'f'.repeat(24),
        by: 'sam',
        state: 'awake',
        afterMilliseconds: 47_000,
        packets: 3,
        wokenByUs: true,
      },
      'Awake after 47 s',
      ['3 packets', 'by sam'],
    ],
    [
      { what: 'message', by: 'sam', text: 'Hello', shownTo: [] },
      'sam sent a message',
      ['“Hello”', 'nobody was logged in'],
    ],
    [{ what: 'users', came: ['anna'], left: ['bob'] }, 'anna logged in, bob logged out', []],
    [
      {
        what: 'software',
        added: [],
        removed: [],
        updated: [{ name: 'curl', from: '8.1', to: '8.2' }],
        counts: { added: 0, removed: 0, updated: 1 },
      },
      'curl was updated from 8.1 to 8.2',
      [],
    ],
  ])('%j', (fact, title, facts) => {
    expect(entryWords(fact, 'UTC')).toMatchObject({ title, facts });
  });

  test('of many changes name some and count all', () => {
    const words = entryWords(
      {
        what: 'software',
        added: [{ name: 'git', version: '2.4' }],
        removed: [],
        updated: [{ name: 'curl', from: '8.1', to: '8.2' }],
        counts: { added: 31, removed: 0, updated: 1 },
      },
      'UTC',
    );
    expect(words.lines).toEqual(['31 installed: git 2.4 and 30 more', '1 updated: curl 8.2']);
    const hardware = entryWords(
      {
        what: 'hardware',
        changes: [
          { part: 'memory', from: 8 * 1024 ** 3, to: 16 * 1024 ** 3 },
          { part: 'disk', name: '/data', to: 1024 ** 4 },
          { part: 'interface', name: 'eth1', from: '00:1a:2b:3c:4d:5e' },
        ],
      },
      'UTC',
    );
    expect(hardware.lines).toEqual([
      'Memory: 8 GB → 16 GB',
      'Disk /data: 1 TB is new',
      'Network eth1: 00:1a:2b:3c:4d:5e is gone',
    ]);
  });
});

test('days are those of the viewer’s zone', () => {
  const zone = 'Europe/Berlin';
  const instants = ['2026-11-23T11:00:00Z', '2026-11-22T23:30:00Z', '2026-11-22T22:30:00Z'];
  const days = byDay(
    instants.map((instant) => ({ at: instant })),
    (instant) => dayKey(instant, zone),
  );
  expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
    ['2026-11-23', 2],
    ['2026-11-22', 1],
  ]);
  const name = (instant: string) => dayName(instant, { now: NOW, zone });
  expect(instants.map(name)).toEqual(['Today', 'Today', 'Yesterday']);
  expect(name('2026-11-20T12:00:00Z')).toBe('Friday, 20 November 2026');
});

test('kinds stand in the address, all of them by nothing', () => {
  expect(kindsIn(new URLSearchParams('kinds=power,job,nonsense'))).toEqual(['job', 'power']);
  expect(kindsIn(new URLSearchParams(''))).toEqual([]);
  expect(toggledKinds([], 'job')).toBe('job');
  expect(toggledKinds(['job'], 'power')).toBe('job,power');
  expect(toggledKinds(['job'], 'job')).toBeUndefined();
});
