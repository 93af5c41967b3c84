/**
 * Everything that is written into the audit log, by area. Closed, so that each has a sentence in the console's
 * catalogue (`audit.did_…`): a verb that is written without standing here, or stands here without one, does not
 * compile.
 */
export const AUDIT_VERBS = [
  'agent.refused',
  'apiToken.create',
  'apiToken.revoke',
  'computer.enrol',
  'computer.message',
  'computer.inventory',
  'computer.notes',
  'computer.powerCalledOff',
  'computer.powerNow',
  'computer.powerPostponed',
  'computer.restart',
  'computer.restartAgent',
  'computer.secureOn',
  'computer.shutdown',
  'computer.wake',
  'deployment.cancel',
  'deployment.create',
  'deployment.edit',
  'deployment.pause',
  'deployment.purge',
  'deployment.resume',
  'deployment.retry',
  'enrolmentToken.create',
  'enrolmentToken.revoke',
  'family.create',
  'family.delete',
  'family.edit',
  'family.icon',
  'group.create',
  'group.delete',
  'group.edit',
  'group.members',
  'group.packages',
  'installation.add',
  'installation.remove',
  'job.cancel',
  'package.cancelJobs',
  'package.create',
  'package.delete',
  'package.edit',
  'settings.edit',
  'user.changePassword',
  'user.changeRole',
  'user.create',
  'user.delete',
  'user.endSession',
  'user.signIn',
  'user.signInRefused',
  'user.signOut',
  'user.signOutEverywhere',
] as const;
export type AuditVerb = (typeof AUDIT_VERBS)[number];

/** What stands before the dot of a verb. */
export type AuditArea = AuditVerb extends `${infer Area}.${string}` ? Area : never;

export const isAuditVerb = (word: string): word is AuditVerb =>
  (AUDIT_VERBS as readonly string[]).includes(word);
