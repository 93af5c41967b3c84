import type { Role } from '#protocol/role.ts';

/** Every verb of the product with the least role that has it. One table: every command and query asks it. */
const LEAST_ROLE = {
  read: 'viewer',
  'content.read': 'viewer',
  'computer.timeline': 'viewer',
  'computer.inventory': 'support',
  'computer.notes': 'support',
  'computer.power': 'support',
  'computer.powerMany': 'operator',
  'computer.wakeOne': 'support',
  'computer.wake': 'operator',
  'computer.secureOn': 'operator',
  'computer.message': 'support',
  'computer.messageMany': 'operator',
  'computer.delete': 'operator',
  'job.cancel': 'support',
  'job.retry': 'support',
  'deployment.createForOne': 'support',
  'deployment.create': 'operator',
  'deployment.cancel': 'operator',
  'deployment.edit': 'operator',
  'deployment.pause': 'operator',
  'deployment.retry': 'operator',
  'installation.add': 'support',
  'installation.removeForOne': 'support',
  'installation.remove': 'operator',
  'package.write': 'operator',
  'package.delete': 'operator',
  'group.write': 'operator',
  'filter.write': 'viewer',
  'filter.share': 'operator',
  'enrolment.read': 'admin',
  'enrolment.write': 'admin',
  'user.read': 'admin',
  'user.write': 'admin',
  'apiToken.read': 'admin',
  'apiToken.write': 'admin',
  'audit.read': 'admin',
  'settings.read': 'admin',
  'settings.write': 'admin',
  'system.read': 'admin',
} as const satisfies Record<string, Role>;

export type Verb = keyof typeof LEAST_ROLE;
export const VERBS = Object.keys(LEAST_ROLE) as readonly Verb[];

const RANK: Record<Role, number> = { viewer: 0, support: 1, operator: 2, admin: 3 };

/** A1: a role may do what its table row says and everything a lesser role may. */
export function may(role: Role, verb: Verb): boolean {
  return RANK[role] >= RANK[LEAST_ROLE[verb]];
}

/** A2: support staff act on one computer per request; more needs an operator. */
export function verbToDeploy(computers: number): Verb {
  return computers === 1 ? 'deployment.createForOne' : 'deployment.create';
}

/** A2, for magic packets. */
export function verbToWake(computers: number): Verb {
  return computers === 1 ? 'computer.wakeOne' : 'computer.wake';
}

/** A2, for restarts and shutdowns. */
export function verbToPower(computers: number): Verb {
  return computers === 1 ? 'computer.power' : 'computer.powerMany';
}

/** A2, for messages. */
export function verbToTell(computers: number): Verb {
  return computers === 1 ? 'computer.message' : 'computer.messageMany';
}

/** A2, for another try of jobs. */
export function verbToRetry(computers: number): Verb {
  return computers === 1 ? 'job.retry' : 'deployment.retry';
}

/** A2, for jobs that are to be cancelled. */
export function verbToCancel(computers: number): Verb {
  return computers === 1 ? 'job.cancel' : 'deployment.cancel';
}

/** A2, for records of installations. */
export function verbToRemove(computers: number): Verb {
  return computers === 1 ? 'installation.removeForOne' : 'installation.remove';
}

/** The least role that has a verb, for the sentence that says why a button is disabled. */
export function leastRole(verb: Verb): Role {
  return LEAST_ROLE[verb];
}
