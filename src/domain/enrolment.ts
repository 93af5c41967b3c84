import type { ErrorCode } from '#protocol/errors.ts';
import type { EnrolmentToken } from './entities.ts';

/** A4: a token enrols while it exists, has not expired and has uses left; each refusal says which. */
export function enrolmentRefusal(token: EnrolmentToken | undefined, now: Date): ErrorCode | undefined {
  if (token === undefined) return 'enrolmentTokenUnknown';
  if (token.expiresAt <= now) return 'enrolmentTokenExpired';
  if (token.uses >= token.maxUses) return 'enrolmentTokenUsedUp';
  return undefined;
}
