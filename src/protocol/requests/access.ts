import { z } from 'zod';
import { Identifier, Sha256 } from '../identifiers.ts';
import { Role } from '../role.ts';

/** What people choose as their password. */
export const Password = z.string().min(10, 'must have 10 characters at least').max(1000);

export const ChangeRole = z.object({ userId: Identifier, role: Role });

export const ChangePassword = z.object({
  userId: Identifier,
  password: Password,
  /** Of oneself; admins need none for others. */
  currentPassword: z.string().min(1).max(1000).optional(),
});

export const DeleteUser = z.object({ userId: Identifier });
export const RevokeApiToken = z.object({ tokenId: Identifier });

/** All of a user's; of one's own all others than the one that asks. */
export const EndSessions = z.object({ userId: Identifier });

/** One of one's own sign-ins. */
export const EndSession = z.object({ sessionId: Sha256 });
