import { describe, expect, test } from 'vitest';
import { readToken } from '#agent/config.ts';
import {
  apiTokenText,
  enrolmentTokenText,
  hashSecret,
  newNonce,
  newSecret,
  parseApiToken,
  secretFits,
} from '#hub/secrets.ts';
import { Nonce } from '#protocol/identifiers.ts';
import { anId } from '#tests/support/builders.ts';

test('a secret is 32 random bytes, each time others', () => {
  const secrets = Array.from({ length: 50 }, newSecret);
  expect(new Set(secrets).size).toBe(50);
  for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
});

test('a nonce is one that the wire takes, each time another', () => {
  const nonces = Array.from({ length: 50 }, newNonce);
  expect(new Set(nonces).size).toBe(50);
  for (const nonce of nonces) expect(Nonce.safeParse(nonce).success).toBe(true);
});

test('what is kept of a secret is its SHA-256', () => {
  expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

describe('a secret', () => {
  const secret = newSecret();
  test.each([
    ['fits its own hash', secret, hashSecret(secret), true],
    ['does not fit another', secret, hashSecret(newSecret()), false],
    ['does not fit itself in clear', secret, secret, false],
    ['does not fit half its hash', secret, hashSecret(secret).slice(0, 32), false],
    ['does not fit its hash and more', secret, `${hashSecret(secret)}00`, false],
    ['does not fit an empty hash', secret, '', false],
    ['does not fit with a letter more', `${secret}a`, hashSecret(secret), false],
    ['that is empty does not fit', '', hashSecret(secret), false],
  ])('%s', (_, given, hash, fits) => {
    expect(secretFits(given, hash)).toBe(fits);
  });
});

describe('the text of a token', () => {
  // The separator may stand within a secret.
  const secret = `_-${'a'.repeat(39)}-_`;
  const id = anId();

  test('for the API is read back as it was made', () => {
    expect(parseApiToken(apiTokenText({ id, secret }))).toEqual({ id, secret });
  });

  test.each([
    ['', 'nothing'],
    [`rvl_${id}_${secret}`, 'another kind'],
    [`rva_${id}`, 'no secret'],
    [`rva_${id}_${secret.slice(1)}`, 'a shorter secret'],
    [`rva_${id}_${secret}a`, 'a longer secret'],
    [`rva_${id.toUpperCase().replace(/\d/g, 'A')}_${secret}`, 'another id'],
    [` rva_${id}_${secret}`, 'a space before it'],
    [`rva_${id}_${secret}\n`, 'a line feed behind it'],
  ])('for the API: %j is none (%s)', (text) => {
    expect(parseApiToken(text)).toBeUndefined();
  });

  test('for enrolment is read by the agent as it was made by the hub', () => {
    const fingerprint = hashSecret('a key');
    expect(readToken(enrolmentTokenText({ id, secret, fingerprint }))).toEqual({
      tokenId: id,
      secret,
      hubFingerprint: fingerprint,
    });
  });
});
