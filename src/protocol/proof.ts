/**
 * What is signed, to the byte. Every purpose has a prefix of its own, so that a signature made for one can never
 * be shown for another. Fields are joined by line feeds; none of them can hold one (keys, nonces and signatures
 * are base64, ids are hexadecimal).
 */
const join = (purpose: string, fields: readonly string[]) => [`reveille/${purpose}/v1`, ...fields].join('\n');

/** Both identities and both nonces of one connection: what each side's proof is bound to. */
export interface Handshake {
  hubPublicKey: string;
  agentPublicKey: string;
  hubNonce: string;
  agentNonce: string;
}

const handshakeFields = (h: Handshake) => [h.hubPublicKey, h.agentPublicKey, h.hubNonce, h.agentNonce];

/** The hub proves its key to an agent. */
export const hubProofText = (handshake: Handshake) => join('hub-proof', handshakeFields(handshake));
/** An agent proves the key it enrols with. */
export const enrolProofText = (handshake: Handshake) => join('agent-enrol', handshakeFields(handshake));
/** An enrolled agent proves its key. */
export const agentProofText = (handshake: Handshake, computerId: string) =>
  join('agent-proof', [...handshakeFields(handshake), computerId]);

/** An agent asks for the content of one of its jobs. `expiresAt`: ISO 8601. */
export interface ContentRequest {
  computerId: string;
  jobId: string;
  attempt: number;
  sha256: string;
  expiresAt: string;
}
export const contentRequestText = (request: ContentRequest) =>
  join('content', [
    request.computerId,
    request.jobId,
    String(request.attempt),
    request.sha256,
    request.expiresAt,
  ]);

/** An agent asks for content that it was ordered to bring in advance. `expiresAt`: ISO 8601. */
export interface PreStageRequest {
  computerId: string;
  grantId: string;
  sha256: string;
  expiresAt: string;
}
export const preStageRequestText = (request: PreStageRequest) =>
  join('content-in-advance', [request.computerId, request.grantId, request.sha256, request.expiresAt]);

/** `Authorization` scheme of a content request: `Reveille-Agent <base64url of the JSON request>.<signature>`. */
export const CONTENT_AUTHORIZATION = 'Reveille-Agent';

/** The exact text under an order's signature: its purpose's prefix and the body as sent. */
export const orderText = (purpose: string, body: string) => join(`order-${purpose}`, [body]);
