import { createHash, generateKeyPairSync, randomBytes, sign, verify, createPublicKey } from 'node:crypto';
import type { Order, SignedOrder } from '#protocol/orders.ts';
import { orderText } from '#protocol/proof.ts';

/** A hub's Ed25519 key, made for one test. */
export class HubKey {
  readonly #pair = generateKeyPairSync('ed25519');
  readonly publicKey = this.#pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  readonly fingerprint = createHash('sha256').update(Buffer.from(this.publicKey, 'base64')).digest('hex');

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#pair.privateKey).toString('base64');
  }

  signOrder(order: Order): SignedOrder {
    const body = JSON.stringify(order);
    return { purpose: order.purpose, body, signature: this.sign(orderText(order.purpose, body)) };
  }

  /** @returns the text of an enrolment token of this hub. */
  token(): string {
    return `rvl_${randomBytes(12).toString('hex')}_${randomBytes(24).toString('base64url')}_${this.fingerprint}`;
  }
}

/** Whether an agent's signature is over this text. */
export function agentSigned(publicKey: string, proof: { text: string; signature: string }): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(proof.text), key, Buffer.from(proof.signature, 'base64'));
}
