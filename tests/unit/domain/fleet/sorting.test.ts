import { describe, expect, test } from 'vitest';
import type { FleetFacts } from '#domain/fleet/facts.ts';
import { naturalKey } from '#domain/fleet/natural-key.ts';
import { compareKeys, sortKeyOf } from '#domain/fleet/sorting.ts';
import type { FleetColumn } from '#protocol/fleet-fields.ts';
import { someFacts } from '#tests/support/fleet.ts';

const NOW = new Date('2026-07-15T12:00:00.000Z');

/** Names of these computers, sorted by a column. */
function sorted(by: FleetColumn, computers: Partial<FleetFacts>[], descending = false): string[] {
  const around = { now: NOW, groupNames: ({ groupIds }: FleetFacts) => groupIds };
  return computers
    .map((given) => someFacts(given))
    .map((facts) => ({ name: facts.name, key: sortKeyOf(facts, by, around) }))
    .sort((one, other) => compareKeys(one.key, other.key, { descending }))
    .map(({ name }) => name);
}

describe('[Z8] sorted as people sort', () => {
  test('numbers by their value, in any case, accents aside', () => {
    const names = ['PC-10', 'pc-9', 'PC-010a', 'Äpfel', 'pc-100', 'apfel 2', 'Zoo', '7'];
    const sortedNames = names.toSorted((one, other) => (naturalKey(one) < naturalKey(other) ? -1 : 1));
    expect(sortedNames).toStrictEqual(['7', 'Äpfel', 'apfel 2', 'pc-9', 'PC-10', 'PC-010a', 'pc-100', 'Zoo']);
    expect(sorted('name', [{ name: 'PC-10' }, { name: 'pc-9' }])).toStrictEqual(['pc-9', 'PC-10']);
  });

  test('addresses by their parts, IPv6 behind', () => {
    const computers = [
      { name: 'c', address: '10.0.0.10' },
      { name: 'd', address: 'fd00::1' },
      { name: 'b', address: '10.0.0.9' },
      { name: 'a', address: '9.255.0.1' },
    ];
    expect(sorted('address', computers)).toStrictEqual(['a', 'b', 'c', 'd']);
  });

  test('who is online was seen last', () => {
    const computers = [
      { name: 'gone', lastSeen: NOW.getTime() - 1_000 },
      { name: 'here', presence: 'online' as const, lastSeen: NOW.getTime() - 9_000 },
    ];
    expect(sorted('lastSeen', computers, true)).toStrictEqual(['here', 'gone']);
    expect(sorted('presence', computers)).toStrictEqual(['here', 'gone']);
  });

  test('what is not known comes last, both ways', () => {
    const rest = someFacts({ name: 'unknown', memoryBytes: undefined });
    const computers: Partial<FleetFacts>[] = [
      { name: 'small', memoryBytes: 1 },
      { name: 'large', memoryBytes: 2 },
    ];
    const around = { now: NOW, groupNames: () => [] };
    expect(sortKeyOf(rest, 'memory', around)).toBeUndefined();
    expect(compareKeys(undefined, 1, { descending: false })).toBeGreaterThan(0);
    expect(compareKeys(undefined, 1, { descending: true })).toBeGreaterThan(0);
    expect(compareKeys(1, undefined, { descending: true })).toBeLessThan(0);
    expect(sorted('memory', computers)).toStrictEqual(['small', 'large']);
    expect(sorted('memory', computers, true)).toStrictEqual(['large', 'small']);
    expect(sorted('users', [{ name: 'nobody', userNames: [] }, { name: 'somebody' }])).toStrictEqual([
      'somebody',
      'nobody',
    ]);
  });
});
