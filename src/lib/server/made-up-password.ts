import { randomBytes } from 'node:crypto';

const BYTES = 15;

/** A password that nobody could guess, of characters that are easily copied. */
export const madeUpPassword = (): string => randomBytes(BYTES).toString('base64url');
