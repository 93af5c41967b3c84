import { PROTOCOL_VERSION } from '#protocol/agent.ts';
import { agentProofText, enrolProofText, type Handshake, hubProofText } from '#protocol/proof.ts';
import type { EnrolmentToken } from './config.ts';
import type { Connection } from './connection.ts';
import type { Identity } from './identity.ts';
import { fingerprint, newNonce, signText, verifyText } from './keys.ts';

/** The hub at this address is not the one this agent belongs to. Nothing was given to it. */
export class WrongHub extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'WrongHub';
  }
}

/** Both sides have proved their keys. */
export interface Proven {
  computerId: string;
  hubPublicKey: string;
  hubNonce: string;
}

/**
 * Lets the hub prove itself first, then enrols (first time) or proves the agent's own key.
 * @throws WrongHub, or Refusal with the hub's code
 */
export async function shakeHands(
  connection: Connection,
  { identity, token }: { identity: Identity; token: EnrolmentToken | undefined },
): Promise<Proven> {
  const agentNonce = newNonce();
  const hub = await connection.request('identify', {
    protocolVersion: PROTOCOL_VERSION,
    publicKey: identity.publicKey,
    nonce: agentNonce,
  });
  const handshake: Handshake = {
    hubPublicKey: hub.hubPublicKey,
    agentPublicKey: identity.publicKey,
    hubNonce: hub.nonce,
    agentNonce,
  };
  if (fingerprint(hub.hubPublicKey) !== identity.hubFingerprint) {
    throw new WrongHub(`The hub at ${identity.hubUrl} has another key than the one this agent knows.`);
  }
  if (!verifyText(hub.hubPublicKey, { text: hubProofText(handshake), signature: hub.signature })) {
    throw new WrongHub(`The hub at ${identity.hubUrl} shows a key that it cannot prove.`);
  }
  const proven = { hubPublicKey: hub.hubPublicKey, hubNonce: hub.nonce };
  if (identity.computerId !== undefined) {
    const signature = signText(identity.privateKey, agentProofText(handshake, identity.computerId));
    await connection.request('prove', { computerId: identity.computerId, signature });
    return { ...proven, computerId: identity.computerId };
  }
  if (token === undefined) throw new WrongHub('This agent is not enrolled and has no token.');
  const { computerId } = await connection.request('enrol', {
    tokenId: token.tokenId,
    secret: token.secret,
    name: identity.name,
    signature: signText(identity.privateKey, enrolProofText(handshake)),
  });
  return { ...proven, computerId };
}
