import { leastRole, may, type Verb } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';

const NAMES: Record<Role, string> = {
  viewer: 'viewer',
  support: 'support',
  operator: 'operator',
  admin: 'admin',
};

/** Why a role may not use a verb, for the disabled button; undefined when it may. */
export function whyNot(role: Role, verb: Verb): string | undefined {
  if (may(role, verb)) return undefined;
  return `Needs the role ${NAMES[leastRole(verb)]}; you are signed in as ${NAMES[role]}.`;
}
