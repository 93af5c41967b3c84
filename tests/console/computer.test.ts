import { describe, expect, test } from 'vitest';
import type { ComputerDetail } from '#protocol/views/computer.ts';
import type { JobView } from '#protocol/views/container.ts';
import { computerActions, type ActionName } from '#lib/computers/computer-actions.ts';
import { diskTone, fullestDisk } from '#lib/computers/disks.ts';
import { softwareQuery, softwareRows } from '#lib/computers/software-rows.ts';
import { userWithTerminal } from '#lib/computers/users.ts';
import { csv } from '#lib/format/csv.ts';
import { againstUsual } from '#lib/jobs/against-usual.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const computer = (given: Partial<ComputerDetail> = {}): ComputerDetail => ({
  id: 'c'.repeat(24),
  name: 'till',
  notes: '',
  presence: 'online',
  users: [],
  groups: [],
  hasSecureOn: false,
  enrolledAt: at(-100),
  revision: 1,
  hardware: aMachine({ interfaces: [anInterface({ mac: '00:1a:2b:3c:4d:5e', address: '10.0.0.7' })] }),
  ...given,
});

describe('what can be done to a computer', () => {
  const reasons = (one: ComputerDetail, role: 'viewer' | 'support' | 'operator') =>
    new Map<ActionName, string | undefined>(
      computerActions(one, role).map(({ id, disabledReason }) => [id, disabledReason]),
    );

  test('is everything that support staff may, where it is online, but waking it', () => {
    const found = reasons(computer(), 'support');
    const refused = [...found].flatMap(([id, reason]) => (reason === undefined ? [] : [id]));
    expect(refused).toEqual(['wake', 'addToGroup', 'secureOn', 'delete']);
    expect(found.get('wake')).toBe('till is online already.');
  });

  test('says why it cannot be told anything while it is away', () => {
    const found = reasons(computer({ presence: 'offline' }), 'operator');
    const away = 'till is not online, so it cannot be told anything now.';
    for (const id of ['message', 'restart', 'shutdown', 'restartAgent', 'inventory'] as const)
      expect(found.get(id)).toBe(away);
    for (const id of ['deploy', 'wake', 'notes', 'secureOn'] as const) expect(found.get(id)).toBeUndefined();
  });

  test('is nothing for a viewer, with the role that it needs', () => {
    for (const reason of reasons(computer(), 'viewer').values()) expect(reason).toContain('Needs the role');
  });

  test('includes to take a SecureOn password away only where there is one, and each key is there once', () => {
    const names = (one: ComputerDetail) => computerActions(one, 'operator').map(({ id }) => id);
    expect(names(computer())).not.toContain('removeSecureOn');
    expect(names(computer({ hasSecureOn: true }))).toContain('removeSecureOn');
    const keys = computerActions(computer(), 'operator').flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('disks are red when they are nearly full, and the fullest is named only when it is worth it', () => {
  const disk = (mount: string, usedBytes: number) => ({ mount, type: 'ext4', sizeBytes: 100, usedBytes });
  expect([84, 85, 95].map((used) => diskTone(disk('/', used)))).toEqual(['blue', 'amber', 'red']);
  expect(fullestDisk(aMachine({ disks: [disk('/', 20), disk('/data', 96)] }))?.mount).toBe('/data');
  expect(fullestDisk(aMachine({ disks: [disk('/', 20)] }))).toBeUndefined();
  expect(fullestDisk(undefined)).toBeUndefined();
});

test('software is found by a part of its name and sorted, versions by their numbers', () => {
  const software = [
    { name: 'curl', version: '8.10' },
    { name: 'libcurl', version: '8.9', architecture: 'amd64' },
    { name: 'vim', version: '9.0' },
  ];
  const rows = (query: string) =>
    softwareRows(software, softwareQuery(new URLSearchParams(query))).map(({ name }) => name);
  expect(rows('')).toEqual(['curl', 'libcurl', 'vim']);
  expect(rows('q=CURL')).toEqual(['curl', 'libcurl']);
  expect(rows('sort=version')).toEqual(['libcurl', 'curl', 'vim']);
  expect(rows('sort=-name&q=curl')).toEqual(['libcurl', 'curl']);
});

test('a table for other programs quotes what it must, and holds no formula', () => {
  expect(
    csv([
      ['Name', 'a "b", c'],
      ['=1+1', '-2', 'plain'],
    ]),
  ).toBe('Name,"a ""b"", c"\r\n\'=1+1,\'-2,plain\r\n');
});

test('who reads a message is named with where they sit, where that is known', () => {
  const users = [{ name: 'anna', terminal: 'seat0', since: '' }];
  expect(userWithTerminal('anna', users)).toBe('anna (seat0)');
  expect(userWithTerminal('bob', users)).toBe('bob');
});

describe('a job that runs, against what is usual', () => {
  const usualDuration = { medianMilliseconds: 100_000, p90Milliseconds: 150_000, executions: 20 };
  const job = (startedBefore: number, given: Partial<JobView> = {}) => ({
    state: 'executing' as const,
    times: { dueAt: at(-startedBefore), startedAt: at(-startedBefore) },
    usualDuration,
    ...given,
  });
  test('is orange only when it takes longer than nine of ten', () => {
    expect(againstUsual(job(80), NOW)).toMatchObject({ elapsed: 80_000, usual: 100_000, tone: 'blue' });
    expect(againstUsual(job(150), NOW)).toMatchObject({ tone: 'blue' });
    expect(againstUsual(job(151), NOW)).toMatchObject({ tone: 'orange' });
  });
  test('says nothing while that is not known, or it does not run', () => {
    const { usualDuration: _, ...unknown } = job(10);
    expect(againstUsual(unknown, NOW)).toBeUndefined();
    expect(againstUsual(job(10, { state: 'succeeded' }), NOW)).toBeUndefined();
  });
});
