import type { Role } from '#protocol/role.ts';
import { text } from '../messages/text.ts';

/** From reading alone to everything. */
export const ROLES: readonly Role[] = ['viewer', 'support', 'operator', 'admin'];

export const roleName = (role: Role): string => text(`access.role_${role}`);

/** What people of the role are there for, in a sentence. */
export const roleMeaning = (role: Role): string => text(`access.roleMeans_${role}`);
