import type { z } from 'zod';
import type { Enrol, Identified, Identify, Prove } from '#protocol/agent.ts';
import { PROTOCOL_VERSION } from '#protocol/agent.ts';
import { enrolmentRefusal } from '#domain/enrolment.ts';
import { Refusal, type ErrorCode } from '#protocol/errors.ts';
import { agentProofText, enrolProofText, hubProofText, type Handshake } from '#protocol/proof.ts';
import { audit } from '../actor.ts';
import { signatureFits } from '../hub-key.ts';
import type { HubContext } from '../hub-context.ts';
import { newNonce, secretFits } from '../secrets.ts';

/** The hub proves itself first. @throws Refusal `agentTooOld`, `hubTooOld` */
export function identify(
  { key }: Pick<HubContext, 'key'>,
  message: z.infer<typeof Identify>,
): { handshake: Handshake; reply: z.infer<typeof Identified> } {
  if (message.protocolVersion < PROTOCOL_VERSION) throw new Refusal('agentTooOld');
  if (message.protocolVersion > PROTOCOL_VERSION) throw new Refusal('hubTooOld');
  const handshake: Handshake = {
    hubPublicKey: key.publicKey,
    agentPublicKey: message.publicKey,
    hubNonce: newNonce(),
    agentNonce: message.nonce,
  };
  const signature = key.sign(hubProofText(handshake));
  return { handshake, reply: { hubPublicKey: key.publicKey, nonce: handshake.hubNonce, signature } };
}

/**
 * Makes a computer of an agent that has a token. The same key enrolling again (its first answer was lost) gets the
 * same computer and takes no second use of the token.
 * @throws Refusal `badSignature`, `enrolmentToken…`, `nameTaken`
 */
export async function enrol(
  context: HubContext,
  wish: { handshake: Handshake; message: z.infer<typeof Enrol>; address: string },
): Promise<{ computerId: string }> {
  const { handshake, message, address } = wish;
  const { store, clock } = context;
  const publicKey = handshake.agentPublicKey;
  if (!signatureFits({ text: enrolProofText(handshake), signature: message.signature, publicKey })) {
    return refuseAgent(context, { code: 'badSignature', name: message.name, address });
  }
  const now = clock.now();
  const token = await store.access.getEnrolmentToken(message.tokenId);
  if (token === undefined || !secretFits(message.secret, token.secretHash)) {
    return refuseAgent(context, { code: 'enrolmentTokenUnknown', name: message.name, address });
  }
  const earlier = await store.computers.findByPublicKey(publicKey);
  if (earlier !== undefined) return { computerId: earlier.id };
  const refusal = enrolmentRefusal(token, now);
  if (refusal !== undefined) return refuseAgent(context, { code: refusal, name: message.name, address });
  if (!(await store.access.useEnrolmentToken(token.id, now))) {
    return refuseAgent(context, { code: 'enrolmentTokenUsedUp', name: message.name, address });
  }
  const computer = await insertUnderFreeName(context, { name: message.name, publicKey, tokenId: token.id });
  await audit(
    context,
    { kind: 'agent', name: computer.name, address },
    {
      verb: 'computer.enrol',
      subject: { kind: 'computer', id: computer.id, name: computer.name },
      detail: token.name,
    },
  );
  context.timeline.tell(computer.id, { what: 'enrolled', token: token.name, address });
  await context.announcer.computer(computer.id);
  return { computerId: computer.id };
}

/** Numbers tried behind a name that is taken, before giving up. */
const NAMES_TRIED = 50;

/** Two computers may call themselves the same: the later one gets a number, since its token is spent by now. */
async function insertUnderFreeName(
  { store, clock }: HubContext,
  wanted: { name: string; publicKey: string; tokenId: string },
): Promise<{ id: string; name: string }> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted.name : `${wanted.name.slice(0, 110)} (${number})`;
    try {
      return await store.computers.insert({
        id: store.newId(),
        name,
        notes: '',
        publicKey: wanted.publicKey,
        enrolledAt: clock.now(),
        enrolledWith: wanted.tokenId,
        users: [],
        digests: {},
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'nameTaken' || number >= NAMES_TRIED) throw error;
    }
  }
}

/** An enrolled agent proves its key. @throws Refusal `unknownComputer`, `badSignature` */
export async function prove(
  context: HubContext,
  wish: { handshake: Handshake; message: z.infer<typeof Prove>; address: string },
): Promise<{ computerId: string }> {
  const { handshake, message, address } = wish;
  const computer = await context.store.computers.get(message.computerId);
  if (computer === undefined) {
    return refuseAgent(context, { code: 'unknownComputer', name: message.computerId, address });
  }
  const signed = {
    text: agentProofText(handshake, computer.id),
    signature: message.signature,
    publicKey: computer.publicKey,
  };
  if (computer.publicKey !== handshake.agentPublicKey || !signatureFits(signed)) {
    return refuseAgent(context, { code: 'badSignature', name: computer.name, address });
  }
  return { computerId: computer.id };
}

/** Refusals of agents stand in the audit log: whoever adds computers must see why one does not appear. */
async function refuseAgent(
  context: HubContext,
  refusal: { code: ErrorCode; name: string; address: string },
): Promise<never> {
  const { code, name, address } = refusal;
  context.log.warn({ code, name, address }, 'an agent was refused');
  if (context.refusals.mayNote(address, context.clock.now())) {
    await audit(
      context,
      { kind: 'agent', name, address },
      { verb: 'agent.refused', subject: { kind: 'agent', name }, detail: code },
    );
  }
  throw new Refusal(code);
}
