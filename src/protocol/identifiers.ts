import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** An ObjectId as 24 lower-case hexadecimal digits. */
export const Identifier = z.string().regex(/^[0-9a-f]{24}$/, 'must be 24 hexadecimal digits');
export type Identifier = z.infer<typeof Identifier>;

/** A SHA-256 as 64 lower-case hexadecimal digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
export type Sha256 = z.infer<typeof Sha256>;

/** A point in time as the wire writes it: ISO 8601 in UTC, milliseconds included. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

/** An Ed25519 public key: SPKI in DER, base64. */
export const PublicKey = z.string().regex(/^[A-Za-z0-9+/]{56,64}={0,2}$/, 'must be an Ed25519 public key');
/** An Ed25519 signature, base64. */
export const Signature = z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'must be an Ed25519 signature');
/** 32 random bytes, base64. */
export const Nonce = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64');

/** A MAC address: lower case, colons. */
export const MacAddress = z
  .string()
  .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'must be six bytes, like 00:1a:2b:3c:4d:5e');
export type MacAddress = z.infer<typeof MacAddress>;

/** A name that people read: trimmed, one line, not empty. */
export const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(LIMITS.nameLength)
  .regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters');

/** A version of a package, as people write it. */
export const Version = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(LIMITS.versionLength)
  .regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters');

/** One attempt of one job. Its number starts at 1 and grows with every offer: it is what fences a late duplicate. */
export const AttemptKey = z.object({ jobId: Identifier, attempt: z.number().int().min(1).max(1_000_000) });
export type AttemptKey = z.infer<typeof AttemptKey>;
