import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** The hub's identity: what agents pin at enrolment and every order is signed with. */
export interface HubKey {
  /** SPKI in DER, base64. */
  publicKey: string;
  /** SHA-256 of the public key's DER, hexadecimal. */
  fingerprint: string;
  /** Ed25519 signature over the UTF-8 text, base64. */
  sign(text: string): string;
}

const FILE = 'hub-key.pem';

/**
 * Reads the key from the data folder, or makes it at the first start. It never changes afterwards: a new key
 * would be another hub to every enrolled agent.
 */
export async function loadHubKey(directory: string): Promise<HubKey> {
  const path = join(directory, FILE);
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const key = existing === undefined ? await makeKey(directory, path) : createPrivateKey(existing);
  return identityOf(key);
}

async function makeKey(directory: string, path: string): Promise<KeyObject> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  // Synced and renamed: a half-written key would make a new identity of the hub at the next start.
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return privateKey;
}

function identityOf(privateKey: KeyObject): HubKey {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    publicKey: der.toString('base64'),
    fingerprint: createHash('sha256').update(der).digest('hex'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}

/** @returns whether the text was signed by the key (SPKI in DER, base64); false for a key that is none. */
export function signatureFits(signed: { text: string; signature: string; publicKey: string }): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.from(signed.publicKey, 'base64'),
      type: 'spki',
      format: 'der',
    });
    if (key.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, Buffer.from(signed.text), key, Buffer.from(signed.signature, 'base64'));
  } catch {
    return false;
  }
}
