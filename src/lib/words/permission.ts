import { leastRole, may, type Verb } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';
import { roleName } from '../access/role-words.ts';
import { text } from '../messages/text.ts';

/** Why a role may not use a verb, for the disabled button; undefined when it may. */
export function whyNot(role: Role, verb: Verb): string | undefined {
  if (may(role, verb)) return undefined;
  return text('access.needsRole', { needed: roleName(leastRole(verb)), own: roleName(role) });
}
