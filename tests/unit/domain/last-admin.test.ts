import { expect, test } from 'vitest';
import { isLastAdmin } from '#domain/last-admin.ts';
import type { Role } from '#protocol/role.ts';

const users = (...roles: Role[]) => roles.map((role, place) => ({ id: String(place), role }));

test.each<[string, Role[], { userId: string; becomes?: Role }, boolean]>([
  ['is not deleted', ['admin', 'operator'], { userId: '0' }, true],
  ['keeps the role', ['admin', 'operator'], { userId: '0', becomes: 'operator' }, true],
  ['may be told that it has the role', ['admin'], { userId: '0', becomes: 'admin' }, false],
  ['is not the last beside another', ['admin', 'admin'], { userId: '0' }, false],
  ['has no say over the others', ['admin', 'operator'], { userId: '1' }, false],
])('[A6] the only admin %s', (_, roles, change, isLast) => {
  expect(isLastAdmin(users(...roles), change)).toBe(isLast);
});
