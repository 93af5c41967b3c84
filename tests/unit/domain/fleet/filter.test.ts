import { describe, expect, test } from 'vitest';
import type { FleetFacts } from '#domain/fleet/facts.ts';
import { filterOf } from '#domain/fleet/filter.ts';
import { freeDiskOf } from '#domain/fleet/free-disk.ts';
import type { GroupPlace } from '#domain/groups.ts';
import { filterFrom, someFacts } from '#tests/support/fleet.ts';

const NOW = new Date('2026-07-15T12:00:00.000Z');
const GB = 2 ** 30;
const [OFFICE, FLOOR, LAB] = ['0'.repeat(24), '1'.repeat(24), '2'.repeat(24)];
const GROUPS: GroupPlace[] = [
  { id: OFFICE, name: 'office' },
  { id: FLOOR, name: 'floor', parentId: OFFICE },
  { id: LAB, name: 'lab' },
];
const [EDITOR_1, EDITOR_2, EDITORS, OTHER] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(24));

/** @param unknown what is not known of the computer */
function fits(text: string, given: Partial<FleetFacts> = {}, unknown: (keyof FleetFacts)[] = []): boolean {
  const around = {
    now: NOW,
    timeZone: 'Europe/Berlin',
    groups: GROUPS,
    familyOf: (id: string) => (id === EDITOR_1 || id === EDITOR_2 ? EDITORS : undefined),
  };
  const facts = someFacts(given);
  Object.assign(facts, Object.fromEntries(unknown.map((name) => [name, undefined])));
  return filterOf(filterFrom(text), around)(facts);
}

const at = (moment: string) => new Date(moment).getTime();

describe('[Z1] what is searched for', () => {
  test.each([
    'desk',
    'DESK-1',
    '10.1.5',
    'debian 12',
    'optiplex',
    'abc123',
    'Ada',
    'behind',
    '02:00:00',
    '02-00-00-00-00-0A',
    'desk ada door',
  ])('%s is found', (words) => expect(fits(`text:${words}`)).toBe(true));

  test.each(['desk-2', 'ada desk-2', 'bob'])('%s is not: every word has to be there', (words) =>
    expect(fits(`text:${words}`)).toBe(false),
  );

  test('an umlaut is one, however it is composed', () => {
    expect(fits('text:Büro', { notes: 'Bu\u0308ro' })).toBe(true);
  });

  test('all conditions hold, or any of them; what is searched for holds in either case', () => {
    expect(fits('os:linux,presence:online')).toBe(false);
    expect(fits('any(os:linux,presence:online)')).toBe(true);
    expect(fits('text:bob,any(os:linux,presence:online)')).toBe(false);
    expect(fits('any(os:windows,presence:online)')).toBe(false);
    expect(fits('')).toBe(true);
    expect(fits('any()')).toBe(true);
  });
});

describe('[Z2] texts', () => {
  test('whole, in any case; of several values one has to fit', () => {
    expect(fits('name:DESK-1')).toBe(true);
    expect(fits('name:desk')).toBe(false);
    expect(fits('name:desk-7;Desk-1')).toBe(true);
    expect(fits('name.not:desk-7;Desk-1')).toBe(false);
    expect(fits('name.contains:SK-')).toBe(true);
    expect(fits('model.contains:precision;7010')).toBe(true);
  });

  test('of several users one is enough; nobody is not somebody', () => {
    const both = { userNames: ['ada', 'bob'] };
    expect(fits('user:bob', both)).toBe(true);
    expect(fits('user.not:bob', both)).toBe(false);
    expect(fits('user.not:bob', { userNames: [] })).toBe(true);
    expect(fits('user.empty', { userNames: [] })).toBe(true);
    expect(fits('user.filled', both)).toBe(true);
  });

  test('blanks are empty, and so is what is not known', () => {
    expect(fits('notes.empty', { notes: ' \n' })).toBe(true);
    expect(fits('serial.empty', {}, ['serial'])).toBe(true);
    expect(fits('osName.empty', {}, ['system'])).toBe(true);
    expect(fits('serial.empty')).toBe(false);
    expect(fits('osVersion:12')).toBe(true);
  });
});

describe('[Z3] choices', () => {
  test.each([
    ['presence:offline;unknown', {}, true],
    ['presence:online', {}, false],
    ['presence.not:online', {}, true],
    ['os:windows', {}, false],
    ['power:none', {}, true],
    ['power:required', { power: { action: 'restart', state: 'required' } }, true],
    ['power.not:none', { power: { action: 'restart', state: 'required' } }, true],
    ['work:idle', {}, true],
    ['work:waiting', { pending: 2 }, true],
    ['work:idle', { pending: 2 }, false],
  ] as [string, Partial<FleetFacts>, boolean][])('%s', (text, given, expected) => {
    expect(fits(text, given)).toBe(expected);
  });

  test('a system that is not known is not Windows', () => {
    expect(fits('os.not:windows', {}, ['system'])).toBe(true);
  });

  test('busy while a job is with its agent', () => {
    const job = {
      jobId: OTHER ?? '',
      containerId: OTHER ?? '',
      action: 'install',
      packageName: 'editor',
      packageVersion: '1',
      state: 'executing',
    } as const;
    expect(fits('work:busy', { job, pending: 3 })).toBe(true);
    expect(fits('work:waiting', { job, pending: 3 })).toBe(false);
  });
});

describe('[Z4] groups', () => {
  test('with all below them', () => {
    expect(fits(`group:${OFFICE}`, { groupIds: [FLOOR] })).toBe(true);
    expect(fits(`group:${FLOOR}`, { groupIds: [OFFICE] })).toBe(false);
    expect(fits(`group:${LAB};${FLOOR}`, { groupIds: [FLOOR] })).toBe(true);
    expect(fits(`group.not:${OFFICE}`, { groupIds: [FLOOR] })).toBe(false);
    expect(fits(`group.not:${OFFICE}`, { groupIds: [] })).toBe(true);
  });

  test('none, or one that is gone', () => {
    expect(fits('group.none', { groupIds: [] })).toBe(true);
    expect(fits('group.none', { groupIds: [LAB] })).toBe(false);
    expect(fits(`group:${'9'.repeat(24)}`, { groupIds: [LAB] })).toBe(false);
  });
});

describe('[Z5] packages', () => {
  const installed = (packageId = '', drifted = false, familyId = EDITORS ?? '') => ({
    installed: [{ packageId, familyId, drifted }],
  });

  test('installed, or missing', () => {
    expect(fits(`package.installed:${EDITOR_1}`, installed(EDITOR_1))).toBe(true);
    expect(fits(`package.installed:${EDITOR_1}`, installed(EDITOR_2))).toBe(false);
    expect(fits(`package.missing:${EDITOR_1}`, installed(EDITOR_2))).toBe(true);
    expect(fits(`package.missing:${EDITOR_1}`, installed(EDITOR_1))).toBe(false);
  });

  test('in another version of its family, and not in this one', () => {
    expect(fits(`package.otherVersion:${EDITOR_2}`, installed(EDITOR_1))).toBe(true);
    expect(fits(`package.otherVersion:${EDITOR_2}`, installed(OTHER, false, OTHER))).toBe(false);
    const both = { installed: [...installed(EDITOR_1).installed, ...installed(EDITOR_2).installed] };
    expect(fits(`package.otherVersion:${EDITOR_2}`, both)).toBe(false);
    expect(fits(`package.otherVersion:${OTHER}`, installed(EDITOR_1))).toBe(false);
  });

  test('drifted: this one, or any', () => {
    expect(fits('package.drifted', installed(EDITOR_1, true))).toBe(true);
    expect(fits('package.drifted', installed(EDITOR_1))).toBe(false);
    expect(fits(`package.drifted:${EDITOR_1}`, installed(EDITOR_1, true))).toBe(true);
    expect(fits(`package.drifted:${EDITOR_2}`, installed(EDITOR_1, true))).toBe(false);
  });

  test('any version of a family', () => {
    expect(fits(`family.installed:${EDITORS}`, installed(EDITOR_1))).toBe(true);
    expect(fits(`family.missing:${EDITORS}`, installed(EDITOR_1))).toBe(false);
    expect(fits(`family.missing:${EDITORS}`)).toBe(true);
  });
});

describe('[Z6] numbers', () => {
  test('below and at least; a share of the volume that holds the system', () => {
    expect(fits('disk.below:20GB')).toBe(false);
    expect(fits('disk.below:20.001GB')).toBe(true);
    expect(fits('disk.atLeast:20GB')).toBe(true);
    expect(fits('disk.below:21%')).toBe(true);
    expect(fits('disk.below:20%')).toBe(false);
    expect(fits('memory.atLeast:16384MB')).toBe(true);
    expect(fits('failed.atLeast:1', { failed: 1 })).toBe(true);
    expect(fits('drifted.atLeast:1')).toBe(false);
  });

  test('what is not known is neither', () => {
    const unknown: (keyof FleetFacts)[] = ['disk', 'memoryBytes'];
    for (const text of ['disk.below:1TB', 'disk.atLeast:0GB', 'disk.below:99%', 'memory.below:1TB']) {
      expect(fits(text, {}, unknown), text).toBe(false);
    }
    expect(fits('disk.empty', {}, unknown)).toBe(true);
    expect(fits('memory.filled', {}, unknown)).toBe(false);
    expect(fits('disk.filled')).toBe(true);
  });

  test('the volume of the system, else the largest; never one that is full by its nature', () => {
    const disk = (mount: string, sizeBytes: number, usedBytes: number) => ({
      mount,
      type: 'x',
      sizeBytes,
      usedBytes,
    });
    const boot = disk('/boot', GB, GB);
    expect(
      freeDiskOf({ disks: [boot, disk('/', 50 * GB, 10 * GB), disk('/data', 900 * GB, 0)] }),
    ).toStrictEqual({
      mount: '/',
      sizeBytes: 50 * GB,
      freeBytes: 40 * GB,
    });
    expect(freeDiskOf({ disks: [disk('D:', 900 * GB, 0), disk('C:', 50 * GB, 0)] })?.mount).toBe('C:');
    expect(freeDiskOf({ disks: [boot, disk('/data', 900 * GB, 0)] })?.mount).toBe('/data');
    expect(freeDiskOf({ disks: [disk('/', 0, 0)] })).toBeUndefined();
    expect(freeDiskOf(undefined)).toBeUndefined();
  });
});

describe('[Z7] moments', () => {
  const seen = (moment: string) => ({ lastSeen: at(moment) });

  test('within a span back from now, or longer ago', () => {
    expect(fits('lastSeen.within:7d', seen('2026-07-08T12:00:00Z'))).toBe(true);
    expect(fits('lastSeen.within:7d', seen('2026-07-08T11:59:59Z'))).toBe(false);
    expect(fits('lastSeen.olderThan:7d', seen('2026-07-08T11:59:59Z'))).toBe(true);
    expect(fits('lastSeen.olderThan:30m', seen('2026-07-15T11:29:59Z'))).toBe(true);
    expect(fits('lastSeen.olderThan:30m', seen('2026-07-15T11:30:00Z'))).toBe(false);
  });

  test('whole days of the zone that is named, else of the hub', () => {
    // Berlin is two hours ahead: its 10th ends at 22:00 UTC.
    expect(fits('lastSeen.on:2026-07-10', seen('2026-07-09T22:00:00Z'))).toBe(true);
    expect(fits('lastSeen.on:2026-07-10', seen('2026-07-10T22:00:00Z'))).toBe(false);
    expect(fits('lastSeen.on:2026-07-10@UTC', seen('2026-07-10T22:00:00Z'))).toBe(true);
    expect(fits('lastSeen.before:2026-07-10', seen('2026-07-09T21:59:59Z'))).toBe(true);
    expect(fits('lastSeen.before:2026-07-10', seen('2026-07-09T22:00:00Z'))).toBe(false);
    expect(fits('lastSeen.after:2026-07-10', seen('2026-07-10T21:59:59Z'))).toBe(false);
    expect(fits('lastSeen.after:2026-07-10', seen('2026-07-10T22:00:00Z'))).toBe(true);
  });

  test('a day on which the clocks change has 23 or 25 hours', () => {
    expect(fits('lastSeen.on:2026-03-29', seen('2026-03-28T23:00:00Z'))).toBe(true);
    expect(fits('lastSeen.on:2026-03-29', seen('2026-03-29T21:59:59Z'))).toBe(true);
    expect(fits('lastSeen.on:2026-03-29', seen('2026-03-29T22:00:00Z'))).toBe(false);
    expect(fits('lastSeen.on:2026-10-25', seen('2026-10-25T22:59:59Z'))).toBe(true);
    expect(fits('lastSeen.on:2026-10-25', seen('2026-10-25T23:00:00Z'))).toBe(false);
  });

  test('a day whose midnight the clocks skip begins when they show it first', () => {
    // Santiago went from 23:59:59 to 1:00 on 2026-09-06, 4:00 UTC.
    expect(fits('lastSeen.on:2026-09-06@America/Santiago', seen('2026-09-06T04:00:00Z'))).toBe(true);
    expect(fits('lastSeen.on:2026-09-06@America/Santiago', seen('2026-09-06T03:59:59Z'))).toBe(false);
    expect(fits('lastSeen.on:2026-09-05@America/Santiago', seen('2026-09-06T03:59:59Z'))).toBe(true);
  });

  test('what never happened is neither before nor after, and not long ago', () => {
    const never: (keyof FleetFacts)[] = ['lastSeen', 'booted'];
    for (const text of [
      'booted.before:2030-01-01',
      'booted.after:2000-01-01',
      'booted.olderThan:1m',
      'booted.ever',
    ]) {
      expect(fits(text, {}, never), text).toBe(false);
    }
    expect(fits('booted.never', {}, never)).toBe(true);
    expect(fits('booted.never')).toBe(false);
  });

  test('who is online is seen now', () => {
    const online = { presence: 'online', ...seen('2026-07-01T00:00:00Z') } as const;
    expect(fits('lastSeen.within:1m', online)).toBe(true);
    expect(fits('lastSeen.olderThan:1d', online)).toBe(false);
  });
});
