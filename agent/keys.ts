import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

/** An Ed25519 key pair: the private key as PKCS8 in DER, base64; the public one as the wire writes it. */
export interface KeyPair {
  privateKey: string;
  publicKey: string;
}

export function generateKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

/** @returns an Ed25519 signature over the text, base64. */
export function signText(privateKey: string, text: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return sign(null, Buffer.from(text), key).toString('base64');
}

/** @returns whether the signature is over this text and by this key; false for a key that is none. */
export function verifyText(publicKey: string, proof: { text: string; signature: string }): boolean {
  const key = readPublicKey(publicKey);
  if (key?.asymmetricKeyType !== 'ed25519') return false;
  return verify(null, Buffer.from(proof.text), key, Buffer.from(proof.signature, 'base64'));
}

function readPublicKey(publicKey: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** @returns SHA-256 of a public key's SPKI in DER, hexadecimal: what enrolment tokens pin. */
export function fingerprint(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
}

/** @returns 32 random bytes, base64. */
export const newNonce = () => randomBytes(32).toString('base64');
