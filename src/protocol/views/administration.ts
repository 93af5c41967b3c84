import { z } from 'zod';
import { Identifier, Instant, Sha256 } from '../identifiers.ts';
import { Role } from '../role.ts';

export const UserView = z.object({
  id: Identifier,
  name: z.string(),
  role: Role,
  createdAt: Instant,
  /** Absent: not since the hub keeps it. */
  lastSignInAt: Instant.optional(),
});
export type UserView = z.infer<typeof UserView>;

/** As a list of users shows one: `signIns`: how many are open now. */
export const UserRow = UserView.extend({ signIns: z.number().int() });
export type UserRow = z.infer<typeof UserRow>;

/** A sign-in of one's own. The id is no secret: it is the hash of one. */
export const SessionView = z.object({
  id: Sha256,
  createdAt: Instant,
  expiresAt: Instant,
  /** From where it was made. */
  address: z.string(),
  /** What it was made with, as far as that is known: `Firefox`, `Windows`. */
  browser: z.string().optional(),
  system: z.string().optional(),
  /** Whether it is the one by which this was asked. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;

/** How many sign-ins went on until then. */
export const EndedSessions = z.object({ ended: z.number().int() });

export const EnrolmentTokenView = z.object({
  id: Identifier,
  name: z.string(),
  createdAt: Instant,
  createdBy: z.string(),
  expiresAt: Instant,
  uses: z.number().int(),
  maxUses: z.number().int(),
});
export type EnrolmentTokenView = z.infer<typeof EnrolmentTokenView>;

/** `token` is shown once: the hub keeps only its hash. */
export const CreatedEnrolmentToken = EnrolmentTokenView.extend({ token: z.string() });
export type CreatedEnrolmentToken = z.infer<typeof CreatedEnrolmentToken>;

export const ApiTokenView = z.object({
  id: Identifier,
  name: z.string(),
  role: Role,
  createdAt: Instant,
  createdBy: z.string(),
  expiresAt: Instant.optional(),
  /** To the minute. Absent: never, as far as the hub knows. */
  lastUsedAt: Instant.optional(),
});
export type ApiTokenView = z.infer<typeof ApiTokenView>;
export const CreatedApiToken = ApiTokenView.extend({ token: z.string() });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;

/** One line of the audit log. `verb`: one of `AUDIT_VERBS`, or what another version of the hub has written. */
export const AuditView = z.object({
  id: Identifier,
  at: Instant,
  actor: z.object({ kind: z.string(), name: z.string(), address: z.string().optional() }),
  verb: z.string(),
  subject: z.object({
    kind: z.string(),
    id: z.string().optional(),
    name: z.string().optional(),
    /** It is still there. Told by lists, not by what a console hears live. */
    exists: z.literal(true).optional(),
    /** Of what still exists: the family of a package, the job container of a job. */
    within: Identifier.optional(),
  }),
  detail: z.string().optional(),
});
export type AuditView = z.infer<typeof AuditView>;
