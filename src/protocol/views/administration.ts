import { z } from 'zod';
import { Identifier, Instant, Sha256 } from '../identifiers.ts';
import { Role } from '../role.ts';

export const UserView = z.object({ id: Identifier, name: z.string(), role: Role, createdAt: Instant });
export type UserView = z.infer<typeof UserView>;

/** A sign-in of one's own. The id is no secret: it is the hash of one. */
export const SessionView = z.object({
  id: Sha256,
  createdAt: Instant,
  expiresAt: Instant,
  /** From where it was made. */
  address: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;

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
});
export type ApiTokenView = z.infer<typeof ApiTokenView>;
export const CreatedApiToken = ApiTokenView.extend({ token: z.string() });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;

/** One line of the audit log. */
export const AuditView = z.object({
  id: Identifier,
  at: Instant,
  actor: z.object({ kind: z.string(), name: z.string(), address: z.string().optional() }),
  verb: z.string(),
  subject: z.object({ kind: z.string(), id: z.string().optional(), name: z.string().optional() }),
  detail: z.string().optional(),
});
export type AuditView = z.infer<typeof AuditView>;
