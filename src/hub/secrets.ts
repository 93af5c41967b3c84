import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of randomness in every secret we hand out: beyond guessing, so a plain SHA-256 is enough to keep them. */
const SECRET_BYTES = 32;

export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** 32 random bytes in base64: one side's contribution to a handshake. */
export function newNonce(): string {
  return randomBytes(32).toString('base64');
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in constant time. */
export function secretFits(secret: string, hash: string): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const kept = Buffer.from(hash, 'hex');
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** `rvl_<id>_<secret>_<fingerprint of the hub's key>`: all an agent needs to enrol, and to refuse any other hub. */
export function enrolmentTokenText(token: { id: string; secret: string; fingerprint: string }): string {
  return `rvl_${token.id}_${token.secret}_${token.fingerprint}`;
}

/** `rva_<id>_<secret>` */
export function apiTokenText(token: { id: string; secret: string }): string {
  return `rva_${token.id}_${token.secret}`;
}

/** @returns undefined when the text is no API token at all. */
export function parseApiToken(text: string): { id: string; secret: string } | undefined {
  const match = /^rva_([0-9a-f]{24})_([\w-]{43})$/.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { id: match[1], secret: match[2] };
}
