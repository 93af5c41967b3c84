import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadHubKey, signatureFits } from '#hub/hub-key.ts';
import { hashSecret } from '#hub/secrets.ts';
import { PublicKey, Sha256, Signature } from '#protocol/identifiers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reveille-hub-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = () => join(folder, 'hub-key.pem');

describe('the hub’s key', () => {
  test('is made at the first start, for its account alone, and leaves nothing else behind', async () => {
    const inner = join(folder, 'data', 'deep');
    await loadHubKey(inner);
    expect(statSync(join(inner, 'hub-key.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(inner).mode & 0o777).toBe(0o700);
    expect(readdirSync(inner)).toEqual(['hub-key.pem']);
  });

  test('is the same at every further start', async () => {
    const first = await loadHubKey(folder);
    const kept = readFileSync(file(), 'utf8');
    const second = await loadHubKey(folder);
    expect(second).toMatchObject({ publicKey: first.publicKey, fingerprint: first.fingerprint });
    expect(readFileSync(file(), 'utf8')).toBe(kept);
    const proof = { text: 'a text', signature: second.sign('a text'), publicKey: first.publicKey };
    expect(signatureFits(proof)).toBe(true);
  });

  test('is another for every hub', async () => {
    const [one, other] = [await loadHubKey(folder), await loadHubKey(join(folder, 'other'))];
    expect(one.fingerprint).not.toBe(other.fingerprint);
  });

  test('has the forms of the wire; its fingerprint is the SHA-256 of the public key', async () => {
    const key = await loadHubKey(folder);
    expect(PublicKey.parse(key.publicKey)).toBe(key.publicKey);
    expect(Signature.safeParse(key.sign('a text')).success).toBe(true);
    expect(Sha256.parse(key.fingerprint)).toBe(key.fingerprint);
    expect(key.fingerprint).not.toBe(hashSecret(key.publicKey));
  });

  test.each([
    ['broken', 'no key at all'],
    ['empty', ''],
  ])('that is %s stops the start and is not replaced', async (_, content) => {
    writeFileSync(file(), content);
    await expect(loadHubKey(folder)).rejects.toThrow();
    expect(readFileSync(file(), 'utf8')).toBe(content);
  });

  test('that cannot be read stops the start and is not replaced', async () => {
    symlinkSync(file(), file());
    await expect(loadHubKey(folder)).rejects.toThrow('ELOOP');
    expect(lstatSync(file()).isSymbolicLink()).toBe(true);
  });

  test('that was half written when the hub died is made anew', async () => {
    writeFileSync(`${file()}.new`, '-----BEGIN');
    const key = await loadHubKey(folder);
    expect((await loadHubKey(folder)).publicKey).toBe(key.publicKey);
  });
});

describe('a signature', () => {
  const publicKeyOf = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64');

  test('fits the text and the key it was made with, and nothing else', async () => {
    const key = await loadHubKey(folder);
    const other = await loadHubKey(join(folder, 'other'));
    const text = 'grüße\nin two lines';
    const good = { text, signature: key.sign(text), publicKey: key.publicKey };
    const flipped = Buffer.from(good.signature, 'base64');
    flipped[5] = (flipped[5] ?? 0) ^ 1;
    const bad = {
      'another text': { ...good, text: `${text} ` },
      'an empty text': { ...good, text: '' },
      'another key': { ...good, publicKey: other.publicKey },
      'one bit': { ...good, signature: flipped.toString('base64') },
      'half of it': { ...good, signature: good.signature.slice(0, 44) },
      nothing: { ...good, signature: '' },
      'a key that is none': { ...good, publicKey: 'AAAA' },
      'no key': { ...good, publicKey: '' },
    };
    expect(signatureFits(good)).toBe(true);
    expect(Object.entries(bad).filter(([, proof]) => signatureFits(proof))).toEqual([]);
  });

  test('of a key of another kind never fits', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ed448 = generateKeyPairSync('ed448');
    const text = 'a text';
    const proofs = [
      {
        text,
        signature: sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64'),
        publicKey: publicKeyOf(rsa.publicKey),
      },
      {
        text,
        signature: sign(null, Buffer.from(text), ed448.privateKey).toString('base64'),
        publicKey: publicKeyOf(ed448.publicKey),
      },
    ];
    expect(proofs.map(signatureFits)).toEqual([false, false]);
  });
});
