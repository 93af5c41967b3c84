import { hash } from '@node-rs/argon2';

/** argon2id with 19 MiB, two passes, one lane: the parameters OWASP recommends as the least. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}
