import type { Role } from '#protocol/role.ts';

/** A6: whether the only admin would be one no more. `becomes`: absent when the user is deleted. */
export function isLastAdmin(
  users: readonly { id: string; role: Role }[],
  change: { userId: string; becomes?: Role },
): boolean {
  const admins = users.filter(({ role }) => role === 'admin');
  return change.becomes !== 'admin' && admins.length === 1 && admins[0]?.id === change.userId;
}
